//! Frames and notes in words: the outline reads them, writes them and deletes them.

use e2e::{Options, button, command, empty, named, role};

#[test]
fn frames_and_notes_are_read_written_and_deleted_in_the_outline() {
    let page = empty(&Options::default());
    command(&page, "Outline");
    page.wait_for(role("region", "Outline"));
    page.choose(named("Add a service"), "Queue");
    page.focus(button("Add"));
    page.keys("Enter");
    page.wait_until("a queue is there", || page.focused_thing().contains("Queue"));
    let focus_is = |name: &str| page.wait_until(name, || page.focused_thing().contains(name));
    let headings = || {
        let names =
            page.js("return [...document.querySelectorAll('.outline-remark-name')].map((name) => name.textContent)");
        serde_json::from_value::<Vec<String>>(names).expect("names are texts")
    };
    assert!(page.text().contains("None yet. They explain a design"), "{}", page.text());

    // A frame around the selected queue; it is written at once, and says what it holds.
    page.focus(button("Add a frame"));
    page.keys("Enter");
    focus_is("textbox “Title”");
    page.type_text("Buffer");
    page.keys("Enter");
    focus_is("heading “Frame: Buffer”");
    assert!(page.text().contains("Around Queue."), "{}", page.text());

    page.focus(button("Add a note"));
    page.keys("Enter");
    focus_is("textbox “Text”");
    page.type_text("Why a queue?");
    page.keys("Tab");
    page.wait_until("both are there", || {
        headings().contains(&"Note: Why a queue?".to_owned()) && headings().len() == 2
    });
    page.picture("outline-remarks");
    // The canvas has them, too.
    command(&page, "Outline");
    assert!(page.shows(role("group", "Frame: Buffer")) && page.shows(role("group", "Note: Why a queue?")));
    command(&page, "Outline");

    // Esc leaves what was there.
    page.js("document.querySelector('.outline-remark textarea').focus()");
    page.type_text(" Nonsense");
    page.keys("Escape");
    focus_is("heading “Note: Why a queue?”");
    assert_eq!(page.js("return document.querySelector('.outline-remark textarea').value"), "Why a queue?");

    // One after the other goes; the focus goes to what is left.
    page.focus(button("Delete: Note: Why a queue?"));
    page.keys("Enter");
    focus_is("heading “Frame: Buffer”");
    page.focus(button("Delete: Frame: Buffer"));
    page.keys("Enter");
    focus_is("heading “Frames and notes”");
    assert_eq!(headings(), Vec::<String>::new());
    assert!(page.shows(button("Queue, SQS standard")), "what the frame held stays");
    assert_eq!(page.errors(), Vec::<String>::new());
}
