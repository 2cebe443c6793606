//! Partner event sources, a test each.

use crate::testing::{Run, run};

/// A partner `p` that sends three events, one a second, a bus `b` of this type, and a rule `r` with a target `z`.
fn bench(bus: &str, partner: &str) -> String {
    format!(
        "node p partner_source Arrivals=constant StopAfter=3 {partner}
         node b event_bus LatencyMedian=0 LatencyP99=0 BusType={bus}
         node r event_rule LatencyMedian=0 LatencyP99=0
         node z probe
         wire p.events -> b.events
         wire b.rules -> r.bus
         wire r.targets -> z.in"
    )
}

/// Matched by the rule, refused by the bus, and billed.
fn counts(r: &Run) -> (f64, f64, f64) {
    (r.value("b", "MatchedEvents"), r.value("p", "EventsRefused"), r.value("b", "EventUnits"))
}

#[test]
fn eb_7_a_partners_events_go_to_a_partner_bus_only_and_cost_as_custom_ones() {
    let r = run(&bench("partner", "Detail={'n':{{counter}}}"), "10s");
    assert_eq!(counts(&r), (3.0, 0.0, 3.0));
    assert_eq!(r.notes("p", "EB-7"), [1, 2, 3].map(|n| format!("{n} puts event {n} on its bus")));
    let got = r.log("z");
    assert!(got[0].starts_with("1 ") && got[2].starts_with("3 "), "{got:?}");
    for part in ["\"source\":\"aws.partner/example.com/orders\"", "\"detail-type\":\"OrderPlaced\"", "\"detail\":{\"n\":1}", "2026-01-01T00:00:01Z"] {
        assert!(got[0].contains(part), "{got:?}");
    }
    for other in ["default", "custom"] {
        assert_eq!(counts(&run(&bench(other, ""), "10s")), (0.0, 3.0, 0.0), "{other}");
    }
}

#[test]
fn eb_7_a_partner_has_a_partners_name_and_details_are_objects() {
    assert_eq!(counts(&run(&bench("partner", "EventSourceName=shop.orders"), "10s")), (0.0, 3.0, 0.0));
    assert_eq!(counts(&run(&bench("partner", "Detail=[1]"), "10s")), (0.0, 3.0, 0.0));
}

#[test]
fn its_rate_can_change_and_stop() {
    let r = run(&(bench("partner", "Rate=1").replace("StopAfter=3", "") + "\nat 2.5s p Rate=0 for 5s"), "10s");
    // At 1 and 2 s; then evenly again from 7.5 s on.
    assert_eq!(r.value("p", "EventsSent"), 4.0);
}
