//! Tests of the flights: true instants, true numbers, a cap that holds.

use super::*;

const FRAME: f64 = 1000.0 / 60.0;
const ALL: Rect = Rect { min: Point::new(-1e6, -1e6), max: Point::new(1e6, 1e6) };

fn straight(length: f64) -> Option<Rail> {
    Some(Rail::along(&[Point::new(0.0, 0.0), Point::new(length, 0.0)]))
}

fn over(length: f64) -> Flights {
    let mut flights = Flights::default();
    flights.lay(0, straight(length));
    flights
}

fn messages(flights: &Flights) -> u64 {
    flights.lanes.iter().flat_map(|l| &l.beads).map(|b| u64::from(b.messages)).sum()
}

fn places(flights: &Flights) -> Vec<f64> {
    flights.beads(ALL).map(|d| d.at.x).collect()
}

#[test]
fn a_hop_is_drawn_from_its_true_instant_for_350_ms() {
    let mut flights = over(70.0);
    flights.frame(FRAME, Time(0), true);
    // At speed 1 a frame is FRAME ms of simulated time; this one left in the middle of the second frame.
    flights.frame(FRAME, Time(16_667), true);
    flights.depart(0, Time(8_333), true, Kind::Sent, false, 0);
    // Half a frame later it has gone half a frame's way: 70 units in 350 ms are 0.2 units a millisecond.
    assert!((places(&flights)[0] - 0.2 * FRAME / 2.0).abs() < 0.01, "{:?}", places(&flights));
    let mut seen = 1;
    while !places(&flights).is_empty() {
        flights.frame(FRAME, Time(16_667 * (seen + 1)), true);
        seen += 1;
    }
    // 350 ms are 21 frames; half a frame was gone already.
    assert!((21..=22).contains(&seen), "{seen}");
    assert_eq!(flights.live(), 0);
}

#[test]
fn answers_go_back() {
    let mut flights = over(100.0);
    flights.frame(FRAME, Time(0), true);
    flights.depart(0, Time(0), false, Kind::Throttled, false, 0);
    for k in 0..6 {
        flights.frame(FRAME, Time(k), true);
    }
    let drawn: Vec<Drawn> = flights.beads(ALL).collect();
    // 100 ms of 350 ms, from the far end.
    assert_eq!(drawn[0].meaning, Meaning::Throttled);
    assert!((drawn[0].at.x - (100.0 - 100.0 * 100.0 / 350.0)).abs() < 0.01, "{:?}", drawn[0]);
}

#[test]
fn while_paused_they_stand_still_and_after_a_reset_there_are_none() {
    let mut flights = over(100.0);
    flights.frame(FRAME, Time(5_000_000), true);
    flights.depart(0, Time(5_000_000), true, Kind::Sent, false, 0);
    flights.frame(FRAME, Time(5_016_000), true);
    let before = places(&flights);
    for _ in 0..100 {
        flights.frame(FRAME, Time(5_016_000), false);
    }
    assert_eq!(places(&flights), before);
    assert!(!flights.moves());
    flights.frame(FRAME, Time(0), false);
    assert_eq!((flights.live(), places(&flights).len()), (0, 0));
}

#[test]
fn a_single_step_shows_what_it_did_and_stops_on_the_way() {
    let mut flights = over(100.0);
    flights.frame(FRAME, Time(1_000), false);
    flights.depart(0, Time(1_000), true, Kind::Sent, false, 0);
    for _ in 0..200 {
        flights.frame(FRAME, Time(1_000), false);
    }
    assert!((places(&flights)[0] - 100.0 * SHOWN).abs() < 0.01, "{:?}", places(&flights));
    // The next step lets it finish and shows the next one.
    flights.frame(FRAME, Time(2_000), false);
    flights.depart(0, Time(2_000), true, Kind::Sent, false, 0);
    for _ in 0..200 {
        flights.frame(FRAME, Time(2_000), false);
    }
    assert_eq!(places(&flights).len(), 1);
}

#[test]
fn what_would_overlap_becomes_one_bead_and_no_departure_is_lost() {
    let mut flights = over(100.0);
    let mut departed = 0;
    for frame in 0..20u64 {
        flights.frame(FRAME, Time((frame + 1) * 1_000_000), true);
        for k in 0..100u64 {
            flights.depart(0, Time(frame * 1_000_000 + k * 10_000), true, Kind::Sent, false, 0);
            departed += 1;
        }
    }
    // 20 frames are 333 ms: nothing has arrived yet. 100 units hold at most 100 / 22 beads, and one at the door.
    assert_eq!(messages(&flights), departed);
    assert!(flights.live() <= 6, "{}", flights.live());
    let xs = places(&flights);
    assert!(xs.windows(2).all(|w| w[0] - w[1] >= GAP - 0.01), "{xs:?}");
    assert!(flights.beads(ALL).any(|d| d.weight.messages() >= 100));
}

#[test]
fn beads_for_hundreds_keep_clear_of_each_other_however_large_they_are_drawn() {
    for times in [1.0, 1.8] {
        let mut flights = over(300.0);
        flights.spread(times);
        for frame in 0..20u64 {
            flights.frame(FRAME, Time((frame + 1) * 1_000_000), true);
            for k in 0..100u64 {
                flights.depart(0, Time(frame * 1_000_000 + k * 10_000), true, Kind::Sent, false, 0);
            }
        }
        let drawn: Vec<_> = flights.beads(ALL).collect();
        assert!(drawn.iter().filter(|bead| bead.weight.messages() >= 100).count() >= 2, "{drawn:?}");
        for pair in drawn.windows(2) {
            let reach = (pair[0].weight.size() + pair[1].weight.size()) * BOX / 2.0 * times;
            assert!(pair[0].at.x - pair[1].at.x >= reach, "{pair:?}");
        }
    }
}

#[test]
fn where_there_is_room_every_message_is_its_own_bead() {
    let mut flights = over(100.0);
    // One every 60 ms, for 20 frames: 100 units are gone in 350 ms, so six are under way, 17 units apart.
    let mut next = 0.0;
    for frame in 1..=60u64 {
        let now = frame as f64 * FRAME * 1e3;
        flights.frame(FRAME, Time(now as u64), true);
        while next <= now {
            flights.depart(0, Time(next as u64), true, Kind::Sent, false, 0);
            next += 60_000.0;
        }
    }
    assert!((5..=6).contains(&flights.live()), "{}", flights.live());
    assert!(flights.beads(ALL).all(|d| d.weight.messages() == 1));
    // What leaves together, such as a batch, is one bead that says so.
    flights.depart(0, Time(1_000_000), true, Kind::Retried, false, 0);
    flights.depart(0, Time(1_000_000), true, Kind::Retried, false, 0);
    assert_eq!(flights.beads(ALL).last().map(|d| d.weight.messages()), Some(2));
}

#[test]
fn the_rare_and_the_bad_are_not_hidden_in_a_crowd() {
    let mut flights = over(100.0);
    flights.frame(FRAME, Time(1_000), true);
    for _ in 0..500 {
        flights.depart(0, Time(500), true, Kind::Sent, false, 0);
    }
    flights.depart(0, Time(500), true, Kind::DeadLettered, false, 0);
    let drawn: Vec<Drawn> = flights.beads(ALL).collect();
    assert_eq!(drawn.last().map(|d| (d.meaning, d.weight.messages())), Some((Meaning::Dead, 1)));
}

#[test]
fn what_a_person_follows_is_kept_apart_from_the_crowd() {
    let mut flights = over(100.0);
    flights.frame(FRAME, Time(1_000), true);
    for k in 0..50 {
        flights.depart(0, Time(500), true, Kind::Sent, k == 7, 0);
    }
    let followed: Vec<u32> = flights.beads(ALL).filter(|d| d.followed).map(|d| d.weight.messages()).collect();
    assert_eq!(followed, [1]);
    assert_eq!(messages(&flights), 50);
}

#[test]
fn a_flood_on_many_wires_stays_near_the_cap_and_slow_frames_lower_it() {
    let mut flights = Flights::default();
    for wire in 0..400 {
        flights.lay(wire, straight(300.0));
    }
    for frame in 0..600u64 {
        flights.frame(40.0, Time((frame + 1) * 40_000), true);
        for wire in 0..400 {
            for k in 0..4 {
                flights.depart(wire, Time(frame * 40_000 + k * 10_000), true, Kind::Sent, false, 0);
            }
        }
    }
    // 400 wires can't have fewer than one bead each; the cap came down from 1,500 to its lower end.
    assert_eq!(flights.cap(), CAPS.0 as usize);
    assert!(flights.live() <= 800, "{}", flights.live());
}

#[test]
fn wires_that_are_out_of_sight_are_skipped_and_a_deleted_wire_takes_its_beads_along() {
    let mut flights = over(100.0);
    flights.frame(FRAME, Time(1_000), true);
    flights.depart(0, Time(1_000), true, Kind::Sent, false, 0);
    let elsewhere = Rect { min: Point::new(500.0, 500.0), max: Point::new(900.0, 900.0) };
    assert_eq!(flights.beads(elsewhere).count(), 0);
    assert_eq!(flights.lit(ALL).count(), 1);
    flights.lay(0, None);
    assert_eq!((flights.beads(ALL).count(), flights.live()), (0, 0));
    flights.depart(0, Time(1_000), true, Kind::Sent, false, 0);
    flights.frame(FRAME, Time(2_000), true);
    assert_eq!(flights.live(), 0);
}

#[test]
fn a_frame_in_steady_state_allocates_no_more_room() {
    let mut flights = over(300.0);
    let mut room = 0;
    for frame in 0..2_000u64 {
        flights.frame(FRAME, Time((frame + 1) * 16_667), true);
        flights.depart(0, Time(frame * 16_667), true, Kind::Sent, false, 0);
        let now: usize = flights.lanes.iter().map(|l| l.beads.capacity()).sum::<usize>() + flights.busy[0].capacity();
        if frame == 1_000 {
            room = now;
        }
        assert!(frame <= 1_000 || now == room);
    }
    assert!(room > 0);
}
