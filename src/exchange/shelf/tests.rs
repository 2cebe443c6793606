//! Tests of the shelf, on a store that is as small as one wants.

use super::tabs::Tabs;
use super::versions::{self, LARGEST};
use super::*;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A store with room for so many bytes of names and texts; `None`: one that is switched off.
struct Box {
    room: Option<usize>,
    texts: RefCell<BTreeMap<String, String>>,
}

impl Box {
    fn of(room: usize) -> Shelf<Self> {
        Shelf(Self { room: Some(room), texts: RefCell::default() })
    }
}

impl Store for Box {
    fn read(&self, name: &str) -> Option<String> {
        self.texts.borrow().get(name).cloned()
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Refused> {
        let room = self.room.ok_or(Refused::Off)?;
        let mut texts = self.texts.borrow_mut();
        let others = texts.iter().filter(|(other, _)| *other != name);
        let taken: usize = others.map(|(name, text)| name.len() + text.len()).sum();
        if taken + name.len() + text.len() > room {
            return Err(Refused::Full);
        }
        texts.insert(name.to_owned(), text.to_owned());
        Ok(())
    }

    fn forget(&self, name: &str) {
        self.texts.borrow_mut().remove(name);
    }

    fn names(&self, prefix: &str) -> Vec<String> {
        self.texts.borrow().keys().filter(|name| name.starts_with(prefix)).cloned().collect()
    }
}

fn titles(list: &[Kept]) -> Vec<&str> {
    list.iter().map(|kept| kept.title.as_str()).collect()
}

fn version(at: f64, text: &str) -> Version {
    Version { at, why: Reason::Changes, title: "T".to_owned(), text: text.to_owned() }
}

#[test]
fn documents_are_listed_with_the_latest_change_first() {
    let shelf = Box::of(10_000);
    shelf.keep("a", "Orders", "1", 10.0).expect("there is room");
    shelf.keep("b", "Chat", "2", 20.0).expect("there is room");
    assert_eq!(titles(&shelf.all()), ["Chat", "Orders"]);
    shelf.keep("a", "Orders, new", "3", 30.0).expect("there is room");
    assert_eq!(titles(&shelf.all()), ["Orders, new", "Chat"]);
    assert_eq!((shelf.read("a").as_deref(), shelf.last().as_deref()), (Some("3"), Some("a")));
}

#[test]
fn what_is_put_beside_the_open_document_does_not_open_next_time() {
    let shelf = Box::of(10_000);
    shelf.keep("a", "Orders", "1", 10.0).expect("there is room");
    shelf.keep("b", "Chat", "2", 20.0).expect("there is room");
    shelf.put("a", "Orders of June", "3", 30.0).expect("there is room");
    assert_eq!((titles(&shelf.all()), shelf.read("a").as_deref()), (vec!["Orders of June", "Chat"], Some("3")));
    assert_eq!(shelf.last().as_deref(), Some("b"));
}

#[test]
fn a_lost_or_damaged_list_loses_no_document() {
    let shelf = Box::of(10_000);
    shelf.keep("a", "Orders", "1", 10.0).expect("there is room");
    for damaged in [None, Some("[{"), Some("[]")] {
        match damaged {
            Some(text) => shelf.0.write(LIST, text).expect("there is room"),
            None => shelf.0.forget(LIST),
        }
        assert_eq!(titles(&shelf.all()), ["Recovered design"]);
        assert_eq!(shelf.read("a").as_deref(), Some("1"));
    }
}

#[test]
fn a_list_of_an_earlier_version_is_read() {
    let shelf = Box::of(10_000);
    shelf.0.write("signalbox.design.a", "1").expect("there is room");
    shelf.0.write(LIST, r#"[{"id":"a","title":"Orders","changed":5.0}]"#).expect("there is room");
    assert_eq!(titles(&shelf.all()), ["Orders"]);
}

#[test]
fn a_deleted_document_is_out_of_the_list_and_comes_back_with_its_versions() {
    let shelf = Box::of(10_000);
    shelf.keep("a", "Orders", "1", 10.0).expect("there is room");
    shelf.add_version("a", version(5.0, "0"), 10.0);
    shelf.delete("a", 20.0).expect("there is room");
    assert_eq!((titles(&shelf.all()), titles(&shelf.bin())), (vec![], vec!["Orders"]));
    assert_eq!(shelf.last(), None, "what was deleted does not open by itself");
    shelf.put_back("a").expect("there is room");
    assert_eq!((titles(&shelf.all()), titles(&shelf.bin())), (vec!["Orders"], vec![]));
    assert_eq!((shelf.read("a").as_deref(), shelf.versions("a").len()), (Some("1"), 1));
    shelf.erase("a");
    assert!(shelf.all().is_empty() && shelf.bin().is_empty() && shelf.versions("a").is_empty());
}

#[test]
fn a_change_of_a_deleted_document_takes_it_out_of_the_bin() {
    let shelf = Box::of(10_000);
    shelf.keep("a", "Orders", "1", 10.0).expect("there is room");
    shelf.delete("a", 20.0).expect("there is room");
    shelf.keep("a", "Orders", "2", 30.0).expect("there is room");
    assert_eq!((titles(&shelf.all()), titles(&shelf.bin())), (vec!["Orders"], vec![]));
}

#[test]
fn the_bin_keeps_twenty_documents_for_thirty_days() {
    let shelf = Box::of(100_000);
    for n in 0..25 {
        let id = format!("d{n}");
        shelf.keep(&id, &id, "1", f64::from(n)).expect("there is room");
        shelf.delete(&id, f64::from(n)).expect("there is room");
    }
    let bin = shelf.bin();
    assert_eq!((bin.len(), bin[0].title.as_str(), bin[19].title.as_str()), (20, "d24", "d5"));
    shelf.keep("last", "Last", "1", 50.0).expect("there is room");
    shelf.delete("last", BIN_TIME + 10.5).expect("there is room");
    // Those of the instants 5 to 10 are older than thirty days by then; those of 11 and later are not.
    assert_eq!(shelf.bin().len(), 1 + 14);
}

#[test]
fn what_was_deleted_and_old_versions_give_way_to_a_document() {
    // Names and the list take less than 1,000 bytes in all.
    let text = "x".repeat(4_000);
    let shelf = Box::of(17_500);
    shelf.keep("old", "Old", &text, 1.0).expect("there is room");
    shelf.delete("old", 2.0).expect("there is room");
    shelf.keep("a", "A", &text, 3.0).expect("there is room");
    assert!(shelf.add_version("a", version(3.0, &"y".repeat(4_000)), 3.0));
    assert_eq!((shelf.bin().len(), shelf.versions("a").len()), (1, 1));
    shelf.keep("b", "B", &text.repeat(2), 4.0).expect("the bin gives way");
    assert_eq!((shelf.bin().len(), shelf.versions("a").len()), (0, 1));
    shelf.keep("c", "C", &text, 5.0).expect("the versions give way");
    assert_eq!((shelf.all().len(), shelf.versions("a").len()), (3, 0));
    assert_eq!(shelf.keep("d", "D", &text.repeat(3), 6.0), Err(Refused::Full));
    assert_eq!(titles(&shelf.all()), ["C", "B", "A"], "no document gives way to another");
    assert_eq!(shelf.read("c").map(|text| text.len()), Some(4_000));
}

#[test]
fn a_change_that_finds_no_room_leaves_the_document_as_it_was() {
    let shelf = Box::of(400);
    shelf.keep("a", "A", "small", 1.0).expect("there is room");
    assert_eq!(shelf.keep("a", "A", &"x".repeat(500), 2.0), Err(Refused::Full));
    assert_eq!(shelf.read("a").as_deref(), Some("small"));
}

#[test]
fn a_store_that_is_switched_off_says_so() {
    let shelf = Shelf(Box { room: None, texts: RefCell::default() });
    assert_eq!(shelf.keep("a", "A", "1", 1.0), Err(Refused::Off));
    assert!(shelf.all().is_empty() && !shelf.add_version("a", version(1.0, "1"), 1.0));
}

#[test]
fn versions_are_listed_latest_first_and_the_same_text_only_once() {
    let shelf = Box::of(10_000);
    for (at, text) in [(1.0, "one"), (2.0, "two"), (3.0, "two"), (4.0, "one")] {
        assert!(shelf.add_version("a", version(at, text), at));
    }
    let texts: Vec<String> = shelf.versions("a").into_iter().map(|version| version.text).collect();
    assert_eq!(texts, ["one", "two", "one"]);
}

#[test]
fn a_history_without_room_keeps_fewer_versions_and_the_latest_of_all() {
    let shelf = Box::of(1_000);
    for n in 0..10 {
        let at = f64::from(n) * EVERY;
        assert!(shelf.add_version("a", version(at, &format!("{n}{}", "x".repeat(200))), at));
        let newest = shelf.versions("a").remove(0);
        assert!(newest.text.starts_with(&n.to_string()), "the newest is there");
    }
    assert!(shelf.versions("a").len() < 5, "each takes more than 200 bytes of 1,000");
}

#[test]
fn a_long_history_is_dense_lately_and_thin_long_ago() {
    let mut history = Vec::new();
    // Ten days of changes, a version every three minutes.
    let count = 4_800;
    for n in 0..count {
        let at = f64::from(n) * EVERY;
        history.push(version(at, &n.to_string()));
        versions::thin(&mut history, MOST, at);
        assert!(history.len() <= MOST);
    }
    let now = f64::from(count - 1) * EVERY;
    assert_eq!((history[0].at, history[history.len() - 1].at), (0.0, now), "the first and the last stay");
    // Geometric gaps: 40 versions over a factor of 4,800 in age are a factor of about 1.25 from one to the next. The gap
    // beside a version is therefore well below its age, except for the first ones.
    for pair in history.windows(2).skip(1) {
        let (gap, age) = (pair[1].at - pair[0].at, now - pair[0].at);
        assert!(gap <= 0.8 * age || gap <= 2.0 * EVERY, "a gap of {gap} at an age of {age}");
    }
    let last_hour = history.iter().filter(|version| now - version.at <= 3_600_000.0).count();
    assert!(last_hour >= 6, "{last_hour} of the last hour");
}

#[test]
fn long_documents_have_fewer_versions() {
    let mut history: Vec<Version> = (0..10).map(|n| version(f64::from(n), &"x".repeat(LARGEST / 4))).collect();
    versions::thin(&mut history, MOST, 10.0);
    assert_eq!(history.len(), 5, "four of a quarter each, and the latest");
    let mut single = vec![version(1.0, &"x".repeat(2 * LARGEST))];
    versions::thin(&mut single, MOST, 10.0);
    assert_eq!(single.len(), 1, "the latest stays whatever its size");
}

#[test]
fn a_copy_has_a_title_that_is_free() {
    let taken = ["Orders (copy)".to_owned(), "Orders (copy 2)".to_owned()];
    assert_eq!(copy_title("Chat", &taken, 200), "Chat (copy)");
    assert_eq!(copy_title("Orders", &taken, 200), "Orders (copy 3)");
    assert_eq!(copy_title("Orders (copy 2)", &taken, 200), "Orders (copy 3)");
    assert_eq!(copy_title("Orders (copying)", &taken, 200), "Orders (copying) (copy)");
    assert_eq!(copy_title("", &taken, 200), "(copy)");
    let long = copy_title(&"é".repeat(200), &taken, 200);
    assert_eq!((long.chars().count(), long.ends_with("é (copy)")), (200, true));
}

#[test]
fn a_tab_knows_that_its_document_is_open_twice() {
    let (mut a, mut b) = (Tabs::new("a".to_owned()), Tabs::new("b".to_owned()));
    let said = a.open(Some("orders")).expect("it is news");
    assert_eq!(b.hear(&said), None);
    assert_eq!(a.open(Some("orders")), None, "it is no news");
    // A new tab asks; the old one answers; both know.
    b.open(Some("orders"));
    let asked = b.ask();
    let answer = a.hear(&asked).expect("who asks is answered");
    assert_eq!(b.hear(&answer), None, "an answer is not answered");
    assert!(a.twice() && b.twice());
    // One goes on to something else.
    let moved = b.open(Some("chat")).expect("it is news");
    a.hear(&moved);
    assert!(!a.twice() && !b.twice());
}

#[test]
fn a_tab_that_goes_or_crashes_is_forgotten() {
    let (mut a, mut b) = (Tabs::new("a".to_owned()), Tabs::new("b".to_owned()));
    a.open(Some("orders"));
    let opened = b.open(Some("orders")).expect("it is news");
    a.hear(&opened);
    assert!(a.twice());
    a.hear(&b.leave());
    assert!(!a.twice());
    a.hear(&opened);
    a.ask();
    assert!(!a.twice(), "nobody has answered yet");
    assert_eq!(a.hear("nonsense"), None);
    let own = a.ask();
    assert_eq!(a.hear(&own), None, "one's own voice counts for nothing");
    assert!(!a.twice());
}
