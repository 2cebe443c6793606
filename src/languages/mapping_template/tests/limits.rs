//! Bounds: a template ends, whatever it says.

use super::{MappingTemplate, render};

#[test]
fn apigw_26_a_loop_ends_after_a_thousand_rounds() {
    assert_eq!(render("#set($n = 0)#foreach($i in [1..2000])#set($n = $i)#end$n"), "1000");
    let many = format!("[{}]", vec!["1"; 1_500].join(","));
    assert_eq!(super::rendered("#foreach($i in $input.path('$'))x#end", &many).unwrap().text.len(), 1_000);
}

#[test]
fn what_grows_without_end_is_stopped_with_a_sentence() {
    let loops = |inner: &str, n: usize| {
        (0..n).fold(inner.to_owned(), |inner, n| format!("#foreach($i{n} in [1..1000]){inner}#end"))
    };
    for (template, part) in [
        (loops("", 3), "does more than is done here"),
        (format!("#set($t = 'x'){}", loops("#set($t = $t + $t)", 1)), "! The template"),
        (format!("#set($t = 'x'){}", loops("#set($t = \"$t$t\")", 1)), "! The template"),
        (format!("#set($t = [1]){}", loops("#set($t = [$t, $t])", 1)), "does more than is done here"),
        (format!("#set($t = [1]){}", loops("#set($t = [$t])", 2)), "does more than is done here"),
        (format!("#set($t = {{}}){}", loops("#set($x = $t.put('k', $t))", 2)), "does more than is done here"),
        (loops(&"x".repeat(11_000), 1), "more than 10 MB"),
    ] {
        let found = render(&template);
        assert!(
            found.starts_with('!') && found.contains(part),
            "{}: {}",
            &template[..60.min(template.len())],
            &found[..80.min(found.len())]
        );
    }
}

#[test]
fn a_replacement_that_would_be_too_large_gives_nothing() {
    let grow = "#set($t = 'aaaaaaaaaa')#foreach($i in [1..6])#set($t = $t.replaceAll('a', $t))#end[$t]";
    assert_eq!(render(grow), "[]");
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = |n: usize| format!("#set($a = {}1{})", "(".repeat(n), ")".repeat(n));
    assert!(MappingTemplate::parse(&deep(90)).is_ok());
    assert!(MappingTemplate::parse(&deep(200)).unwrap_err().message.contains("inside each other"));
    let nested = "#if(true)".repeat(200);
    assert!(MappingTemplate::parse(&nested).unwrap_err().message.contains("inside each other"));
    assert!(MappingTemplate::parse(&"x".repeat(307_201)).unwrap_err().message.contains("307201 bytes"));
    let long = format!("#set($a = 1{})", " + 1".repeat(201));
    assert!(MappingTemplate::parse(&long).unwrap_err().message.contains("200 operators"));
}
