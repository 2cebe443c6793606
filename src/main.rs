//! The page: reports panics to the browser's console and hands over to the view.

fn main() {
    console_error_panic_hook::set_once();
    signalbox::view::mount();
}
