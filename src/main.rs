//! The program: reports panics to the browser's console and hands over, on the page to the view, in a worker to the
//! batch runs.

fn main() {
    console_error_panic_hook::set_once();
    signalbox::view::start();
}
