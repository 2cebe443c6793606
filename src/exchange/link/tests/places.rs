//! Links say "the third field of service 4". So what stood in a service's lists once stays where it was for ever, and
//! `places.txt` remembers it: codes, fields, words of choices, ports, commands, and which ports are joined where a link
//! names none. Services, and entries at the end of their lists, may be missing there until the next release adds them:
//! `REMEMBER_PLACES=1 cargo test … places` does.

use crate::catalog::{Catalog, Field, FieldKind, Side};
use crate::exchange::ends::first_joint;
use crate::services::CATALOG;
use std::collections::BTreeMap;

/// What a line is about, such as `field 4 2`, and what stands there.
type Places = BTreeMap<String, Vec<String>>;

fn field(field: &Field) -> Vec<String> {
    let words = if let FieldKind::Choice(words) = field.kind { words } else { &[] };
    [field.name].iter().chain(words).map(|text| (*text).to_owned()).collect()
}

fn places(catalog: &Catalog) -> Places {
    let mut places = Places::new();
    for service in catalog.services() {
        let code = service.code;
        places.insert(format!("service {code}"), vec![service.key.to_owned(), service.stem.to_owned()]);
        let list = |places: &mut Places, what: String, fields: &[Field]| {
            for (n, entry) in fields.iter().enumerate() {
                places.insert(format!("{what} {n:02}"), field(entry));
            }
        };
        list(&mut places, format!("field {code}"), service.fields);
        for (n, port) in service.ports.iter().enumerate() {
            let side = if port.side == Side::In { "in" } else { "out" };
            places.insert(format!("port {code} {n:02}"), vec![side.to_owned(), port.name.to_owned()]);
            list(&mut places, format!("port {code} {n:02} field"), port.fields);
        }
        for (n, command) in service.commands.iter().enumerate() {
            places.insert(format!("command {code} {n:02}"), vec![command.key.to_owned()]);
            list(&mut places, format!("command {code} {n:02} field"), command.fields);
        }
        for other in catalog.services() {
            if let Some((out, into)) = first_joint(catalog, (service.key, None), (other.key, None)) {
                let joint = vec![out.name.to_owned(), into.name.to_owned()];
                places.insert(format!("joint {code} {}", other.code), joint);
            }
        }
    }
    places
}

/// Complaints about places that are not what they were; the words of a choice may have got more.
fn moved(then: &Places, now: &Places) -> Vec<String> {
    let complaint = |(place, was): (&String, &Vec<String>)| {
        let is = now.get(place);
        let kept = is.is_some_and(|is| is.starts_with(was) && (is.len() == was.len() || place.contains("field")));
        (!kept).then(|| format!("{place} was {was:?} and is {is:?}"))
    };
    then.iter().filter_map(complaint).collect()
}

fn written(places: &Places) -> String {
    places.iter().map(|(place, what)| format!("{place}\t{}\n", what.join("\t"))).collect()
}

fn read(text: &str) -> Places {
    let line = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        Some((cells.next()?, cells.collect()))
    };
    text.lines().filter_map(line).collect()
}

#[test]
fn what_links_rely_on_stays_in_its_place() {
    let now = places(&CATALOG);
    if std::env::var_os("REMEMBER_PLACES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/exchange/link/tests/places.txt");
        std::fs::write(path, written(&now)).expect("the file can be written");
        return;
    }
    let moved = moved(&read(include_str!("places.txt")), &now);
    assert!(
        moved.is_empty(),
        "Links that people have would be read wrongly: add to the end of a list, and keep what stands there.\n{}",
        moved.join("\n")
    );
}

#[test]
fn a_move_is_noticed_and_an_addition_is_not() {
    let then = read("field 4 00\tA\nfield 4 01\tMode\tUP\tDOWN\njoint 1 4\tout\tin\n");
    let with = |place: &str, what: &str| {
        let mut now = then.clone();
        now.insert(place.to_owned(), what.split(' ').map(str::to_owned).collect());
        moved(&then, &now).len()
    };
    assert_eq!((with("field 4 02", "B"), with("field 4 01", "Mode UP DOWN SLOW")), (0, 0));
    assert_eq!((with("field 4 00", "B"), with("field 4 01", "Mode DOWN UP"), with("joint 1 4", "more in")), (1, 1, 1));
    assert_eq!(moved(&then, &Places::new()).len(), 3);
}
