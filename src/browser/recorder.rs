//! A film of a canvas, made by the browser's own recorder (MediaRecorder), where there is one.

use js_sys::{Array, Function, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Blob, BlobEvent, BlobPropertyBag, HtmlCanvasElement, MediaRecorder, MediaRecorderOptions, MediaStream,
    MediaStreamTrack,
};

/// Frames a second.
const FRAMES: f64 = 30.0;
/// Bits a second: lines and text stay sharp.
const BITS: u32 = 6_000_000;
/// The types of film to ask for, the best first, each with the ending of its files.
const KINDS: [(&str, &str); 4] = [
    ("video/webm;codecs=vp9", "webm"),
    ("video/webm;codecs=vp8", "webm"),
    ("video/webm", "webm"),
    // Browsers that know no WebM record this.
    ("video/mp4", "mp4"),
];

/// The type of film that this browser records, and the ending of its files; nothing if it cannot record a canvas.
pub fn kind() -> Option<(&'static str, &'static str)> {
    let is_function = |of: &wasm_bindgen::JsValue, name: &str| {
        Reflect::get(of, &name.into()).is_ok_and(|found| found.is_instance_of::<Function>())
    };
    let window = super::window();
    let canvas = super::document().create_element("canvas").ok()?;
    if !is_function(&window, "MediaRecorder") || !is_function(&canvas, "captureStream") {
        return None;
    }
    KINDS.into_iter().find(|(kind, _)| MediaRecorder::is_type_supported(kind))
}

/// A recording under way.
pub struct Recorder {
    recorder: MediaRecorder,
    stream: MediaStream,
    kind: &'static str,
    parts: Rc<RefCell<Vec<Blob>>>,
}

impl Recorder {
    /// Begins to record a canvas; nothing if the browser refuses.
    pub fn start(canvas: &HtmlCanvasElement) -> Option<Self> {
        let (kind, _) = kind()?;
        let stream = canvas.capture_stream_with_frame_request_rate(FRAMES).ok()?;
        let options = MediaRecorderOptions::new();
        options.set_mime_type(kind);
        options.set_video_bits_per_second(BITS);
        let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options).ok()?;
        let parts = Rc::new(RefCell::new(Vec::new()));
        let heard = {
            let parts = parts.clone();
            Closure::<dyn FnMut(BlobEvent)>::new(move |event: BlobEvent| parts.borrow_mut().extend(event.data()))
        };
        // Left to the browser, which may have something to say even after the end.
        recorder.set_ondataavailable(Some(heard.into_js_value().unchecked_ref()));
        recorder.start_with_time_slice(1_000).ok()?;
        Some(Self { recorder, stream, kind, parts })
    }

    /// Holds it, or goes on: nobody draws while the page is hidden.
    pub fn hold(&self, held: bool) {
        // One that has ended by itself, or is held already, stays as it is.
        let _ = if held { self.recorder.pause() } else { self.recorder.resume() };
    }

    /// Ends it and gives the film; nothing if none was made.
    pub fn finish(self, then: impl FnOnce(Option<Blob>) + 'static) {
        let Self { recorder, stream, kind, parts } = self;
        let mut then = Some(then);
        // Browsers differ in whether a recording whose canvas is gone ends once or twice.
        let ended = Closure::<dyn FnMut()>::new(move || {
            let Some(then) = then.take() else { return };
            let options = BlobPropertyBag::new();
            options.set_type(kind);
            let parts: Array = parts.borrow().iter().collect();
            let film = Blob::new_with_blob_sequence_and_options(&parts, &options).ok();
            then(film.filter(|film| film.size() > 0.0));
        });
        let ended: Function = ended.into_js_value().unchecked_into();
        recorder.set_onstop(Some(&ended));
        if recorder.stop().is_err() {
            // It has ended before: nobody will call any more, so the page does. Our own function throws nothing.
            let _ = ended.call0(&wasm_bindgen::JsValue::UNDEFINED);
        }
        release(&stream);
    }

    /// Ends it; what was recorded is thrown away.
    pub fn cancel(self) {
        self.recorder.set_ondataavailable(None);
        let _ = self.recorder.stop();
        release(&self.stream);
    }
}

/// Looks at the canvas no more: a stream goes on taking pictures of it for as long as one of its tracks lives.
fn release(stream: &MediaStream) {
    for track in stream.get_tracks().iter() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
}
