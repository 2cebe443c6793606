//! Paper: what happens just before the page is printed (or saved as a PDF) and after, whoever asked for it.

/// Calls back with true before the page is printed and with false after.
pub fn watch(act: impl FnMut(bool) + 'static) {
    let act = std::rc::Rc::new(std::cell::RefCell::new(act));
    for (name, begins) in [("beforeprint", true), ("afterprint", false)] {
        let act = act.clone();
        super::listen::anywhere(name, move |_| (act.borrow_mut())(begins));
    }
}

/// Asks the browser to print the page.
pub fn print() {
    // A page in a frame that may not print stays as it is.
    let _ = super::window().print();
}
