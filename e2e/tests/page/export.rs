//! What leaves the page: pictures that open again, a handout on paper, a film of a run.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::{Options, Page, button, dialog, first, named, role};
use serde_json::{Value, json};

fn open(rest: &str) -> Page {
    let page = Page::open(rest);
    page.wait_until("the design is there", || {
        page.js("return document.querySelectorAll('.node').length").as_u64() > Some(3)
    });
    // Keeps what the page offers to be saved.
    page.js("window.saved = []; window.names = [];
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { window.saved.push(blob); return make.call(URL, blob); };
        const click = HTMLAnchorElement.prototype.click;
        HTMLAnchorElement.prototype.click = function () { if (this.download) window.names.push(this.download); return click.call(this); };");
    page
}

/// The bytes and the name of what was saved last, once it was.
fn saved(page: &Page) -> (Vec<u8>, String) {
    page.wait_until("something is saved", || page.js("return window.names.length").as_u64() > Some(0));
    page.js("window.read = null; const reader = new FileReader();
        reader.onload = () => { window.read = reader.result; }; reader.readAsDataURL(window.saved.at(-1));");
    page.wait_until("it is read", || page.js("return window.read !== null") == true);
    let (data, name) = (page.js("return window.read"), page.js("return window.names.at(-1)"));
    let encoded = data.as_str().and_then(|data| data.split_once(",")).expect("data").1.to_owned();
    (STANDARD.decode(encoded).expect("base64"), name.as_str().expect("a name").to_owned())
}

/// Drops a file on the page.
fn drop_file(page: &Page, name: &str, bytes: &[u8]) {
    page.js_with(
        "const bytes = Uint8Array.from(atob(arguments[1]), (c) => c.charCodeAt(0));
         const data = new DataTransfer(); data.items.add(new File([bytes], arguments[0]));
         document.querySelector('.stage').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));",
        vec![json!(name), json!(STANDARD.encode(bytes))],
    );
}

#[test]
fn a_png_picture_opens_again_when_it_is_dropped_on_the_page() {
    let page = open("");
    page.click_button("Menu");
    page.click(role("menuitem", "Export a picture (PNG)"));
    let (bytes, name) = saved(&page);
    assert!(name.ends_with(".signalbox.png"), "{name}");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    std::fs::write(page.picture("export-png").with_file_name("exported.png"), &bytes)
        .expect("it is kept to be looked at");
    // Any viewer shows it: the browser does, two pixels a unit.
    page.js_with("window.size = null; const i = new Image(); i.onload = () => { window.size = [i.naturalWidth, i.naturalHeight]; };
         i.src = 'data:image/png;base64,' + arguments[0]", vec![json!(STANDARD.encode(&bytes))]);
    page.wait_until("it is a picture", || !page.js("return window.size").is_null());
    assert!(page.js("return window.size[0]").as_u64() > Some(1500), "{}", page.js("return window.size"));

    let nodes = page.names_of("group");
    page.click_button("Menu");
    page.click(role("menuitem", "New design"));
    page.wait_until("an empty design", || page.js("return document.querySelectorAll('.node').length") == 0);
    drop_file(&page, &name, &bytes);
    page.wait_until("the design is back", || page.names_of("group") == nodes);

    // A picture of something else says so.
    let pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
    drop_file(&page, "cat.png", &STANDARD.decode(pixel).expect("a picture"));
    page.wait_for(dialog("This document cannot be opened"));
    assert!(page.text().contains("There is no design inside this picture"));
    page.keys("Escape");
    assert_eq!(page.names_of("group"), nodes, "and what was there stays");
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// The pages of a PDF as the browser prints it on paper of this size (inches), kept to be looked at.
fn printed(page: &Page, name: &str, (width, height): (f64, f64)) -> usize {
    let paper =
        json!({ "paperWidth": width, "paperHeight": height, "preferCSSPageSize": false, "printBackground": false });
    let answer = page.devtools("Page.printToPDF", paper);
    let data = answer["data"].as_str().unwrap_or_default();
    let bytes = STANDARD.decode(data).expect("a PDF");
    std::fs::write(page.picture(name).with_extension("pdf"), &bytes).expect("it is kept");
    String::from_utf8_lossy(&bytes).matches("/Type /Page\n").count()
}

#[test]
fn the_handout_has_the_diagram_the_settings_and_the_code_and_nothing_is_cut_off() {
    let page = first(&Options { dark: true, ..Options::default() });
    let nodes = page.js("return document.querySelectorAll('.node').length");
    for (name, paper) in [("handout-a4", (8.27, 11.69)), ("handout-letter", (8.5, 11.0))] {
        let pages = printed(&page, name, paper);
        assert!((1..=4).contains(&pages), "{name}: {pages} pages");
    }
    page.wait_until("the handout goes afterwards", || {
        page.js("return document.querySelector('.paper') === null") == true
    });
    // What the browser makes of it on A4 between its margins: 182 mm.
    page.set_size(688, 1000);
    page.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    page.js("dispatchEvent(new Event('beforeprint'))");
    page.wait_until("the handout is there", || {
        page.js("return document.querySelector('.paper')?.checkVisibility() ?? false") == true
    });
    let cut = page.js("const wide = document.querySelector('.paper').getBoundingClientRect();
         return [...document.querySelectorAll('.paper *')].filter((e) => {
             const box = e.getBoundingClientRect();
             return box.width > 0 && !e.closest('svg svg') && (box.right > wide.right + 1 || box.left < wide.left - 1);
         }).map((e) => e.outerHTML.slice(0, 80))");
    assert_eq!(cut, json!([]));
    let counts = page.js("return [document.querySelectorAll('.paper-figure g').length, document.querySelectorAll('.paper-code path').length,
         document.querySelector('.page').checkVisibility(), getComputedStyle(document.querySelector('.paper')).color]");
    assert_eq!(counts, json!([nodes, 1, false, "rgb(0, 0, 0)"]));
    let rows = page.js("return document.querySelectorAll('.paper-table tbody tr').length").as_u64();
    assert!(rows >= nodes.as_u64(), "{rows:?} rows for {nodes} nodes");
    assert!(page.text().contains("VisibilityTimeout") || page.text().contains("Rate"), "{}", page.text());
    page.picture("handout-screen");
    page.js("dispatchEvent(new Event('afterprint'))");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_handout_of_a_german_page_is_german() {
    let page = open("");
    page.click_button("Menu");
    page.click(role("menuitemradio", "Deutsch"));
    page.wait_until("the page is German", || page.shows(button("Abspielen")));
    page.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    page.js("dispatchEvent(new Event('beforeprint'))");
    let paper =
        || page.js("return document.querySelector('.paper')?.innerText ?? ''").as_str().unwrap_or_default().to_owned();
    page.wait_until("the handout is there", || !paper().is_empty());
    let text = paper();
    assert!(text.contains("Scannen, um es in Signalbox zu öffnen.") && text.contains("Knoten"), "{text}");
    // What people have given names keeps them, and so do AWS's settings.
    assert!(text.contains("PaymentQueue") && text.contains("VisibilityTimeout"), "{text}");
    assert_eq!(page.js("return document.querySelector('.paper').closest('[lang]').lang"), "de");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_run_becomes_a_film() {
    let page = open("");
    page.click_button("Menu");
    page.click(role("menuitem", "Record a video…"));
    page.wait_for(dialog("Record a video"));
    page.type_into(named("From"), "0:10");
    page.type_into(named("To"), "0:30");
    page.choose(named("Speed of the film"), "10 ×");
    assert!(page.text().contains("2 s"), "it says how long it will be");
    page.picture("record-dialog");
    page.click_button("Record");
    page.wait_until("it is under way", || {
        page.js("return document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') ?? '0'") != "0"
    });
    page.picture("record-progress");
    let (bytes, name) = saved(&page);
    assert!(name.ends_with(".webm"), "{name}");
    std::fs::write(page.picture("record-done").with_file_name("recorded.webm"), &bytes).expect("it is kept");
    assert_eq!(page.errors(), Vec::<String>::new());
    // A film of about two seconds. The page's own policy plays none, so an empty page does.
    page.go("data:text/html,<title>A film</title>");
    page.js_with(
        "window.film = null; const video = document.createElement('video'); video.muted = true;
         video.src = 'data:video/webm;base64,' + arguments[0];
         video.onerror = () => { window.film = { broken: video.error.message }; };
         video.onloadedmetadata = () => { video.currentTime = 1e9; };
         video.onseeked = () => { window.film = { w: video.videoWidth, h: video.videoHeight, lasts: video.currentTime }; };",
        vec![json!(STANDARD.encode(&bytes))],
    );
    page.wait_until("the film is read", || !page.js("return window.film").is_null());
    let film: Value = page.js("return window.film");
    assert!(
        film["w"].as_u64() >= Some(1280) && film["lasts"].as_f64() > Some(1.5) && film["lasts"].as_f64() < Some(6.0),
        "{film}"
    );
}

#[test]
fn a_recording_can_be_cancelled_and_leaves_the_run_where_it_was() {
    let page = open("");
    page.choose(named("Speed"), "20 ×");
    page.click_button("Play");
    page.wait_until("it is under way", || page.text_of(role("timer", "Simulated time")).as_str() > "00:05");
    page.click_button("Pause");
    let then = page.text_of(role("timer", "Simulated time"));
    page.click_button("Menu");
    page.click(role("menuitem", "Record a video…"));
    page.type_into(named("To"), "10:00");
    page.choose(named("Speed of the film"), "10 ×");
    page.click_button("Record");
    page.wait_for(button("Cancel"));
    page.click_button("Cancel");
    page.wait_until("the run is where it was", || page.text_of(role("timer", "Simulated time")) == then);
    assert_eq!(page.js("return window.names.length"), json!(0), "nothing is saved");
    assert!(page.shows(button("Record")));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_browser_without_a_recorder_says_so() {
    let page = open("");
    page.js("delete window.MediaRecorder; window.MediaRecorder = undefined");
    page.click_button("Menu");
    page.click(role("menuitem", "Record a video…"));
    page.wait_for(dialog("Record a video"));
    assert!(page.text().contains("This browser cannot record"), "{}", page.text());
    assert!(!page.shows(button("Record")));
    assert_eq!(page.errors(), Vec::<String>::new());
}
