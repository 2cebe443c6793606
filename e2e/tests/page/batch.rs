//! Many runs beside the page: progress, plausible numbers, cancelling; the page stays quick.

use e2e::{Options, PHONE, Page, button, dialog, first, named, role};

fn open(page: &Page) {
    page.wait_until("the e-commerce design is there", || page.text().contains("PaymentQueue"));
    page.click_button("Menu");
    page.click(role("menuitem", "Many runs…"));
    page.wait_for(dialog("Many runs"));
}

/// The mean of a row of the table, by the words it begins with.
fn mean(page: &Page, row: &str) -> f64 {
    let text = page.js_with(
        "const row = [...document.querySelectorAll('.batch-table tr')].find((r) => r.innerText.startsWith(arguments[0]));
         return row ? row.children[1].innerText : '';",
        vec![row.into()],
    );
    text.as_str().unwrap_or_default().replace(['\u{202f}', ',', ' '], "").parse().unwrap_or(f64::NAN)
}

#[test]
fn twenty_seeds_give_a_table_that_agrees_with_theory_while_the_page_stays_quick() {
    let page = Page::open("");
    open(&page);
    page.type_into(named("How long"), "2 min");
    page.keys("Tab");
    page.js("window.frames_seen = 0; const f = () => { window.frames_seen += 1; requestAnimationFrame(f); }; f(); window.began = performance.now();");
    page.click_button("Start");
    page.wait_until("all runs are over", || page.text().contains("20 runs, all over"));
    let rate = page.js("return window.frames_seen / (performance.now() - window.began) * 1000").as_f64().unwrap_or(0.0);
    println!("{rate:.0} frames a second while 20 runs went on");
    // The program may take nearly all of a core, never the page's own thread.
    assert!(rate > 30.0, "{rate:.0} frames a second");
    page.picture("batch");
    // Requests are Poisson, 10/s for 120 s: the mean over 20 runs has the standard error sqrt(1200/20).
    page.choose(named("What to show"), "Customers");
    page.wait_until("the customers are shown", || mean(&page, "Requests") > 0.0);
    let requests = mean(&page, "Requests");
    assert!((requests - 1_200.0).abs() < 5.0 * (1_200.0f64 / 20.0).sqrt(), "{requests}");
    // Of each measurement: mean, percentiles and maximum, each a mean over the runs, in this order of size.
    let latency = ["Latency (p50)", "Latency (p99)", "Latency (max)"].map(|row| mean(&page, row));
    assert!(0.0 < latency[0] && latency[0] < latency[1] && latency[1] <= latency[2], "{latency:?}");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn without_workers_the_page_does_the_runs_itself_and_an_extreme_run_opens() {
    let page = Page::open("");
    page.js("window.Worker = class { constructor() { throw new Error('refused'); } };");
    open(&page);
    page.choose(named("Number of runs"), "5");
    page.type_into(named("How long"), "20 s");
    page.keys("Tab");
    page.click_button("Start");
    page.wait_until("all runs are over", || page.text().contains("5 runs, all over"));
    assert!(page.text().contains("allows no background runs"));
    // Whichever end of the range was not the seed that the design has already.
    let open = "const ends = [...document.querySelectorAll('.batch-table tbody button')];
        const other = ends.find((end) => !end.title.endsWith('seed 7')); other.click();
        return other.title.split('seed ')[1];";
    let seed = page.js(open).as_str().unwrap_or_default().to_owned();
    assert!((8..12).contains(&seed.parse::<u32>().unwrap_or(0)), "{seed} is one of the seeds after the design's own");
    let shown = || page.js("return document.querySelector('.transport .seed input').value");
    page.wait_until("the design has that seed", || shown() == seed.as_str());
    page.click_button("Undo");
    page.wait_until("the design has its own seed again", || shown() == "7");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_dialog_fits_a_phone_and_the_dark() {
    let page = Page::open_with(&Options { size: PHONE, dark: true, ..Options::default() });
    open(&page);
    page.choose(named("Number of runs"), "20");
    page.type_into(named("How long"), "30 s");
    page.keys("Tab");
    page.click_button("Start");
    page.wait_until("all runs are over", || page.text().contains("20 runs, all over"));
    page.picture("batch-phone-dark");
    let wide = page.js("return document.querySelector('dialog').scrollWidth <= innerWidth");
    assert_eq!(wide, true, "the dialog is no wider than the phone");
    let fits = page.js("const table = document.querySelector('.batch-table');
        return table.scrollWidth <= table.clientWidth && table.querySelector('tbody tr').offsetHeight < 60;");
    assert_eq!(fits, true, "a row of the table is a line or two, and all of it can be seen");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_command_list_makes_way_for_a_dialog_that_stays() {
    let page = first(&Options::default());
    page.keys("Control+k");
    page.type_text("Many runs");
    page.keys("Enter");
    page.wait_for(dialog("Many runs"));
    // The list says "closed" a moment later: that must not close what took its place.
    std::thread::sleep(std::time::Duration::from_millis(300));
    page.wait_for(dialog("Many runs"));
}

#[test]
fn a_batch_can_be_cancelled() {
    let page = Page::open("");
    open(&page);
    page.choose(named("Number of runs"), "200");
    page.type_into(named("How long"), "2:00:00");
    page.keys("Tab");
    page.click_button("Start");
    page.wait_for(button("Cancel"));
    page.click_button("Cancel");
    page.wait_until("it says so", || page.text().contains("Cancelled after"));
    page.wait_for(button("Start"));
    assert_eq!(page.errors(), Vec::<String>::new());
}
