//! EB-33, EB-34 and EB-36: expressions and the local times at which they fire, a case a line.

use super::{Flavour, Schedule, zone_names};
use jiff::Timestamp;

/// The next times after `after` (both UTC), joined by spaces; an error begins with `!`.
fn next(expression: &str, zone: &str, after: &str, count: usize) -> String {
    let flavour = Flavour::Scheduler;
    let schedule = match Schedule::parse(expression, flavour, zone) {
        Ok(schedule) => schedule,
        Err(error) => return format!("! {error}"),
    };
    let start = seconds(after);
    let times = std::iter::successors(schedule.next(start, start), |at| schedule.next(*at, start));
    let show = |at: i64| Timestamp::from_second(at).map_or_else(|e| e.to_string(), |t| t.to_string());
    times.take(count).map(show).collect::<Vec<_>>().join(" ").replace(":00Z", "")
}

fn seconds(text: &str) -> i64 {
    format!("{text}:00Z").parse::<Timestamp>().expect(text).as_second()
}

fn error(expression: &str, flavour: Flavour) -> String {
    Schedule::parse(expression, flavour, "").map_or_else(|error| error, |_| format!("{expression} was taken"))
}

#[test]
fn eb_33_rates_count_from_the_start() {
    for (expression, expected) in [
        ("rate(1 minute)", "2026-11-28T10:08 2026-11-28T10:09"),
        ("rate(5 minutes)", "2026-11-28T10:12 2026-11-28T10:17"),
        ("rate(1 hour)", "2026-11-28T11:07 2026-11-28T12:07"),
        ("rate(7 days)", "2026-12-05T10:07 2026-12-12T10:07"),
    ] {
        assert_eq!(next(expression, "", "2026-11-28T10:07", 2), expected, "{expression}");
    }
    let hourly = Schedule::parse("rate(1 hour)", Flavour::Rule, "").expect("right");
    assert_eq!((hourly.next(3_599, 0), hourly.next(3_600, 0)), (Some(3_600), Some(7_200)));
}

#[test]
fn eb_34_cron_fields() {
    // 2026-11-28 is a Saturday.
    for (expression, expected) in [
        ("cron(0 12 * * ? *)", "2026-11-28T12:00 2026-11-29T12:00"),
        ("cron(0/15 * * * ? *)", "2026-11-28T10:15 2026-11-28T10:30"),
        ("cron(*/20 * * * ? *)", "2026-11-28T10:20 2026-11-28T10:40"),
        ("cron(7 10 * * ? *)", "2026-11-29T10:07 2026-11-30T10:07"),
        ("cron(5,8,59 10 * * ? *)", "2026-11-28T10:08 2026-11-28T10:59"),
        ("cron(0 8-10/2 * * ? *)", "2026-11-29T08:00 2026-11-29T10:00"),
        ("cron(0 18 ? * MON-FRI *)", "2026-11-30T18:00 2026-12-01T18:00"),
        ("cron(0 18 ? * 2-6 *)", "2026-11-30T18:00 2026-12-01T18:00"),
        ("cron(0 18 ? * sat,sun *)", "2026-11-28T18:00 2026-11-29T18:00"),
        ("cron(0 0 ? * L *)", "2026-12-05T00:00 2026-12-12T00:00"),
        ("cron(0 8 1 * ? *)", "2026-12-01T08:00 2027-01-01T08:00"),
        ("cron(0 8 31 * ? *)", "2026-12-31T08:00 2027-01-31T08:00"),
        ("cron(0 8 L * ? *)", "2026-11-30T08:00 2026-12-31T08:00"),
        ("cron(0 0 L 2 ? *)", "2027-02-28T00:00 2028-02-29T00:00"),
        ("cron(0 0 29 2 ? *)", "2028-02-29T00:00 2032-02-29T00:00"),
        // The first Friday after: the last one of November was the 27th.
        ("cron(15 10 ? * 6L *)", "2026-12-25T10:15 2027-01-29T10:15"),
        ("cron(15 10 ? * FRIL *)", "2026-12-25T10:15 2027-01-29T10:15"),
        // The second Tuesday.
        ("cron(0 9 ? * 3#2 *)", "2026-12-08T09:00 2027-01-12T09:00"),
        ("cron(0 9 ? * TUE#2 *)", "2026-12-08T09:00 2027-01-12T09:00"),
        // A fifth Monday exists in November 2026 (the 30th) and next in March 2027 (the 29th).
        ("cron(0 9 ? * 2#5 *)", "2026-11-30T09:00 2027-03-29T09:00"),
        // 2026-12-05 is a Saturday: the Friday before. 2027-01-05 is a Tuesday.
        ("cron(0 9 5W * ? *)", "2026-12-04T09:00 2027-01-05T09:00"),
        // 2027-05-01 is a Saturday: never another month, so Monday the 3rd.
        ("cron(0 9 1W 5 ? *)", "2027-05-03T09:00 2028-05-01T09:00"),
        // 2027-01-31 is a Sunday, the last day: the Friday before.
        ("cron(0 9 31W 1 ? *)", "2027-01-29T09:00 2028-01-31T09:00"),
        ("cron(0 9 31W 2,3 ? *)", "2027-03-31T09:00 2028-03-31T09:00"),
        ("cron(0 0 1 JAN,jul ? *)", "2027-01-01T00:00 2027-07-01T00:00"),
        ("cron(0 0 1 1/6 ? *)", "2027-01-01T00:00 2027-07-01T00:00"),
        ("cron(0 0 1 1 ? 2028/2)", "2028-01-01T00:00 2030-01-01T00:00"),
        ("cron(0 0 1 1 ? 2026)", ""),
        ("cron(59 23 31 12 ? 2199)", "2199-12-31T23:59"),
        ("cron(0 0 30 2 ? *)", ""),
        ("cron( 0 12 * * ? * )", "2026-11-28T12:00 2026-11-29T12:00"),
    ] {
        assert_eq!(next(expression, "", "2026-11-28T10:07", 2), expected, "{expression}");
    }
}

#[test]
fn eb_34_what_aws_refuses_is_refused_with_a_sentence() {
    for (expression, part) in [
        ("", "no schedule expression"),
        ("every day", "no schedule expression"),
        ("cron 0 12 * * ? *", "no schedule expression"),
        ("Rate(5 minutes)", "no schedule expression"),
        ("at(2026-12-24T18:00:00)", "is for EventBridge Scheduler"),
        (" rate(5 minutes)", "white space before or after"),
        ("cron(0 12 * * ? *) ", "white space before or after"),
        ("rate( 5 minutes )", "white space beside a bracket"),
        ("rate (5 minutes)", "no schedule expression"),
        ("rate(5 MINUTES)", "MINUTES is no unit"),
        ("rate(5 minutess)", "minutess is no unit"),
        ("rate()", "needs a number and a unit"),
        ("rate(five minutes)", "must be a whole number above 0"),
        ("rate(5)", "needs a number and a unit"),
        ("rate(5 minutes now)", "needs a number and a unit"),
        ("rate(0 minutes)", "must be a whole number above 0"),
        ("rate(-5 minutes)", "must be a whole number above 0"),
        ("rate(+5 minutes)", "must be a whole number above 0"),
        ("rate(1.5 hours)", "must be a whole number above 0"),
        ("rate(30 seconds)", "seconds is no unit"),
        ("rate(1 minutes)", "must say minute:"),
        ("rate(5 minute)", "must say minutes:"),
        ("rate(1 hours)", "must say hour:"),
        ("rate(2 day)", "must say days:"),
        ("cron(0 12 * * ?)", "has 5 fields"),
        ("cron(0 0 12 * * ? *)", "has 7 fields"),
        ("cron(0 12 * * * *)", "must have ?"),
        ("cron(0 12 ? * ? *)", "must have ?"),
        ("cron(0 12 1 * MON *)", "must have ?"),
        ("cron(60 12 * * ? *)", "The minutes field of the cron expression is \"60\": \"60\" is not from 0 to 59."),
        ("cron(0 24 * * ? *)", "The hours field"),
        ("cron(0 12 0 * ? *)", "The day-of-month field"),
        ("cron(0 12 32 * ? *)", "The day-of-month field"),
        ("cron(0 12 * 13 ? *)", "from 1 to 12 or JAN to DEC"),
        ("cron(0 12 ? * 0 *)", "from 1 to 7 or SUN to SAT"),
        ("cron(0 12 ? * MONDAY *)", "from 1 to 7 or SUN to SAT"),
        ("cron(0 12 ? * 2/2 *)", "it takes no /"),
        ("cron(0 12 ? * 3#6 *)", "from 1 to 5"),
        ("cron(0 12 ? * 3#1,4#1 *)", "# stands alone"),
        ("cron(0 12 * * ? 1969)", "from 1970 to 2199"),
        ("cron(0 12 * * ? 2200)", "from 1970 to 2199"),
        ("cron(0/0 12 * * ? *)", "a number above 0 must follow the /"),
        ("cron(5- 12 * * ? *)", "\"\" is not from 0 to 59"),
        ("cron(30-10 12 * * ? *)", "30-10 ends before it begins"),
        ("cron(1,,2 12 * * ? *)", "\"\" is not from 0 to 59"),
        ("cron(0 ? * * ? *)", "The hours field"),
    ] {
        let error = error(expression, Flavour::Rule);
        assert!(error.contains(part) && error.ends_with('.'), "{expression}: {error}");
    }
    for wrong in
        ["at(2026-12-24)", "at(2026-12-24 18:00:00)", "at(2026-12-24T18:00:00Z)", "at(2026-02-30T00:00:00)", "at()"]
    {
        assert!(error(wrong, Flavour::Scheduler).contains("write at(2026-12-24T18:00:00)"), "{wrong}");
    }
}

#[test]
fn eb_36_one_time_schedules_fire_once() {
    assert_eq!(next("at(2026-12-24T18:00:00)", "", "2026-11-28T10:07", 2), "2026-12-24T18:00");
    assert_eq!(next("at(2026-12-24T18:00:00)", "America/New_York", "2026-11-28T10:07", 2), "2026-12-24T23:00");
    assert_eq!(next("at(2026-11-28T10:07:00)", "", "2026-11-28T10:07", 2), "");
}

#[test]
fn eb_36_time_zones_skip_times_that_do_not_exist_and_fire_once_at_those_that_come_twice() {
    let berlin = |expression, after, count| next(expression, "Europe/Berlin", after, count);
    // Clocks go from 2:00 to 3:00 on 2026-03-29 (1:00 UTC), and back from 3:00 to 2:00 on 2026-10-25 (1:00 UTC).
    assert_eq!(berlin("cron(30 1 * * ? *)", "2026-03-28T12:00", 2), "2026-03-29T00:30 2026-03-29T23:30");
    assert_eq!(berlin("cron(30 2 * * ? *)", "2026-03-27T12:00", 2), "2026-03-28T01:30 2026-03-30T00:30");
    assert_eq!(berlin("cron(30 2 * * ? *)", "2026-10-24T12:00", 2), "2026-10-25T00:30 2026-10-26T01:30");
    assert_eq!(
        berlin("cron(0 * * * ? *)", "2026-10-24T23:30", 4),
        "2026-10-25T00:00 2026-10-25T02:00 2026-10-25T03:00 2026-10-25T04:00",
        "2:00 fires once, at 0:00 UTC"
    );
    assert_eq!(next("cron(0 9 * * ? *)", "America/New_York", "2026-07-01T00:00", 1), "2026-07-01T13:00");
    assert_eq!(next("cron(0 9 * * ? *)", "america/new_york", "2026-12-01T00:00", 1), "2026-12-01T14:00");
    assert_eq!(next("cron(0 9 * * ? *)", "Asia/Kolkata", "2026-07-01T00:00", 1), "2026-07-01T03:30");
    assert!(next("cron(0 9 * * ? *)", "Mars/Olympus", "2026-07-01T00:00", 1).contains("no time zone known here"));
    // A rule knows UTC only, whatever is said.
    let rule = Schedule::parse("cron(0 9 * * ? *)", Flavour::Rule, "Europe/Berlin").expect("right");
    assert_eq!(rule.next(seconds("2026-07-01T00:00"), 0), Some(seconds("2026-07-01T09:00")));
}

#[test]
fn every_zone_can_be_read() {
    for name in zone_names() {
        assert!(Schedule::parse("rate(1 day)", Flavour::Scheduler, name).is_ok(), "{name}");
    }
    assert!(zone_names().count() > 60);
}
