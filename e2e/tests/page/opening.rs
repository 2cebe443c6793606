//! The release page opens: in a folder of a static host, without errors, without asking anyone else for anything.

use e2e::{Options, PHONE, Page, button, dist, first, role};
use serde_json::json;
use xtask::serve::{self, begin};

#[test]
fn the_page_opens_in_a_folder_without_errors() {
    let page = Page::open("");
    assert!(page.title().contains("Signalbox"), "{}", page.title());
    assert!(page.address().ends_with("/play/"), "{}", page.address());
    assert!(page.text().contains("Signalbox"), "the page says its name:\n{}", page.text());
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_page_opens_on_a_phone_in_the_dark_without_errors() {
    let page = Page::open_with(&Options { size: PHONE, dark: true, ..Options::default() });
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_large_design_opens_on_a_laptop_in_letters_that_can_be_read_from_afar() {
    let page = first(&Options::default());
    let smallest = "const zoom = new DOMMatrix(getComputedStyle(document.querySelector('.layer')).transform).a;
        const names = [...document.querySelectorAll('.node-name')];
        return Math.min(...names.map((name) => parseFloat(getComputedStyle(name).fontSize) * zoom))";
    page.wait_until("it is shown as a whole", || {
        page.js("return document.querySelector('.zoom-now').innerText") != "100 %"
    });
    let pixels = page.js(smallest).as_f64().expect("a number");
    assert!(pixels >= 12.0, "{pixels} px");
    page.picture("opened-laptop");
    // A step nearer, everything is there again.
    page.click_button("Zoom in");
    page.wait_until("the small print too", || {
        page.js("return getComputedStyle(document.querySelector('.node-small')).display") != "none"
    });
}

#[test]
fn no_request_leaves_the_page_s_own_folder() {
    let page = Page::open("");
    let requests = page.requests();
    let asked = |end: &str| requests.iter().any(|address| address.ends_with(end));
    assert!(asked("/worker.js") && !asked(".wasm"), "a worker fetched the program: {requests:?}");
    for address in &requests {
        assert!(address.starts_with(dist()), "{address} is not in {}", dist());
    }
}

#[test]
fn a_strict_policy_is_in_force() {
    let page = Page::open("");
    let policy = page.js("return document.querySelector('meta[http-equiv=Content-Security-Policy]').content");
    let policy = policy.as_str().expect("the page carries a policy");
    let scripts = policy.split(';').find_map(|rule| rule.trim().strip_prefix("script-src "));
    assert_eq!(scripts, Some("'self' 'wasm-unsafe-eval'"), "{policy}");
    for rule in ["default-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'none'"] {
        assert!(policy.split(';').any(|said| said.trim() == rule), "{rule} is missing in {policy}");
    }
    assert_eq!(page.js("return document.querySelectorAll('script:not([src])').length"), 0);

    // And it works: an inline script and a request elsewhere are refused, and the page hears of it.
    page.js("const script = document.createElement('script'); script.textContent = 'window.broken = true';
         document.body.append(script); fetch('http://127.0.0.2:1/').catch(() => {});");
    page.wait_until("both were refused", || page.js("return window.signalboxErrors.length").as_u64() >= Some(2));
    assert_eq!(page.js("return window.broken ?? null"), serde_json::Value::Null);
    let errors = page.errors().join("\n");
    assert!(errors.contains("script-src-elem forbids inline"), "{errors}");
    assert!(errors.contains("connect-src forbids http://127.0.0.2:1/"), "{errors}");
}

#[test]
fn a_program_that_does_not_load_leaves_a_sentence() {
    let broken = copy_of_the_page("broken");
    for file in std::fs::read_dir(&broken).expect("the copy can be read") {
        let file = file.expect("the copy can be read").path();
        if file.extension().is_some_and(|extension| extension == "wasm") {
            std::fs::remove_file(&file).expect("the program goes");
        }
    }
    let site = xtask::server::Site::plain(broken, "/");
    let address = xtask::server::serve(site, 0).expect("a free port is found");
    let page = Page::open_unstarted(&Options { address: Some(address), ..Options::default() });
    page.wait_until("the page says what to do", || page.text().contains("could not start. Please reload"));
    assert!(!page.errors().is_empty());
}

#[test]
fn a_worker_hands_the_program_over_rehearses_the_first_design_and_is_done() {
    let page = Page::open_unstarted(&Options { address: Some("about:blank".to_owned()), ..Options::default() });
    let listen = "window.said = []; const Plain = Worker; window.Worker = class extends Plain { constructor(...all) { super(...all); \
                  this.addEventListener('message', ({ data }) => said.push(data instanceof WebAssembly.Module ? 'the program' : data)); } };";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": listen }));
    page.js_with("location.href = arguments[0]", vec![json!(dist())]);
    page.wait_until("the design is drawn", || page.text().contains("PaymentQueue"));
    page.wait_until("the page is whole", || page.js("return document.getElementById('loading') === null") == true);
    assert_eq!(page.js("return window.said"), json!(["the program", "\"Ready\"", "\"Done\""]));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn without_its_worker_the_page_fetches_the_program_itself() {
    let folder = copy_of_the_page("alone");
    std::fs::remove_file(folder.join("worker.js")).expect("the worker goes");
    let site = xtask::server::Site::plain(folder, "/");
    let address = xtask::server::serve(site, 0).expect("a free port is found");
    let page = Page::open_with(&Options { address: Some(address), ..Options::default() });
    assert!(page.requests().iter().any(|address| address.ends_with(".wasm")), "{:?}", page.requests());
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// A copy of the page on a server of its own, from which it can vanish.
fn copy_of_the_page(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("signalbox-{name}-{}", std::process::id()));
    copy(&xtask::run::root().join("dist"), &folder);
    folder
}

/// Copies a folder with all that is in it.
fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder is made");
    for entry in std::fs::read_dir(from).expect("the page's folder can be read") {
        let entry = entry.expect("the page's folder can be read").path();
        let target = to.join(entry.file_name().expect("an entry has a name"));
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            std::fs::copy(&entry, &target).expect("the file is copied");
        }
    }
}

#[test]
fn after_the_first_visit_the_page_opens_without_its_server() {
    let folder = copy_of_the_page("offline");
    let site = xtask::server::Site::plain(folder.clone(), "/");
    let address = xtask::server::serve(site, 0).expect("a free port is found");
    let page = Page::open_with(&Options { address: Some(address), ..Options::default() });
    // The files are kept when the worker controls the page.
    page.wait_until("the page is kept", || page.js("return navigator.serviceWorker.controller !== null") == true);
    std::fs::remove_dir_all(&folder).expect("the folder goes");
    page.reload();
    page.wait_until("the page opens without its files", || {
        page.js("return document.querySelector('.transport') !== null") == true
    });
    assert!(page.title().contains("Signalbox"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_language_that_was_chosen_can_be_read_without_the_server() {
    let folder = copy_of_the_page("languages");
    let site = xtask::server::Site::plain(folder.clone(), "/");
    let address = xtask::server::serve(site, 0).expect("a free port is found");
    let page = Page::open_with(&Options { address: Some(address), ..Options::default() });
    page.wait_until("the page is kept", || page.js("return navigator.serviceWorker.controller !== null") == true);
    let kept = |file: &str| {
        page.js_with("return caches.match(arguments[0]).then((found) => found !== undefined)", vec![json!(file)])
            == true
    };
    page.wait_until("the English guides are kept", || kept("guides/sqs.html"));
    page.click_button("Menu");
    page.click(role("menuitemradio", "Deutsch"));
    page.wait_until("German is kept, with its guides", || kept("languages/de.json") && kept("guides/sqs.de.html"));
    std::fs::remove_dir_all(&folder).expect("the folder goes");
    page.reload();
    page.wait_until("the page is German without its files", || page.shows(button("Abspielen")));
    let guide = page.js("return fetch('guides/sqs.de.html').then((guide) => guide.text())");
    assert!(guide.as_str().is_some_and(|guide| guide.contains("Queue")), "{guide}");
}

#[test]
fn a_new_version_replaces_the_kept_one_with_a_network() {
    let folder = copy_of_the_page("update");
    let site = xtask::server::Site::plain(folder.clone(), "/");
    let address = xtask::server::serve(site, 0).expect("a free port is found");
    let page = Page::open_with(&Options { address: Some(address), ..Options::default() });
    page.wait_until("the page is kept", || page.js("return navigator.serviceWorker.controller !== null") == true);
    let index = folder.join("index.html");
    let text =
        std::fs::read_to_string(&index).expect("the page is there").replace("<html ", "<html data-version=\"2\" ");
    std::fs::write(&index, text).expect("a new version");
    page.reload();
    let second = || page.js("return document.documentElement.dataset.version ?? null") == "2";
    page.wait_until("the new version is shown", second);
    page.wait_until("and kept", || {
        page.js("return window.kept ?? (caches.match('./').then((page) => page.text()).then((text) => { window.kept = text.includes('data-version=') || undefined; }), false)") == true
    });
    std::fs::remove_dir_all(&folder).expect("the folder goes");
    page.reload();
    page.wait_until("the new version opens without its files", second);
}

/// What `cargo xtask serve` does, short of waiting for Ctrl+C.
#[test]
fn serve_builds_serves_and_reloads() {
    let options = serve::Options { open: false, port: 0, release: true };
    let mut service = begin(&options).expect("the page is served");
    service.wait().expect("the page is built");
    let page = Page::open_with(&Options { address: Some(service.address.clone()), ..Options::default() });
    assert!(page.title().contains("Signalbox"));
    assert_eq!(page.errors(), Vec::<String>::new());

    page.js("window.old = true");
    // The page must have learned how old it is before it can see a change.
    page.wait_until("the page asks for its age", || {
        page.requests().iter().any(|address| address.ends_with(".xtask/age"))
    });
    let index = service.folder.join("index.html");
    let text = std::fs::read_to_string(&index).expect("the page is there");
    std::fs::write(&index, text).expect("the page is written anew");
    page.wait_until("the page has loaded itself anew", || page.js("return window.old ?? false") == false);
}

/// Opens the page over a line that needs two seconds for the program, and answers when it was first painted, when the
/// program was there (both in milliseconds), and how much moved in the course of it.
fn over_a_slow_line(options: &Options, picture: &str) -> (f64, f64, f64) {
    let folder = xtask::run::root().join("dist");
    let program = std::fs::read_dir(&folder).expect("dist/ can be read");
    let sizes = program.flatten().filter(|file| file.path().extension().is_some_and(|kind| kind == "wasm"));
    let size: u64 = sizes.map(|file| file.metadata().map_or(0, |data| data.len())).sum();
    let site = xtask::server::Site { pace: Some(size as usize / 2), ..xtask::server::Site::plain(folder, "/") };
    let address = xtask::server::serve(site, 0).expect("a free port is found");
    let page = Page::open_unstarted(&Options { address: Some("about:blank".to_owned()), ..options.clone() });
    let watch = "window.moved = []; new PerformanceObserver((list) => window.moved.push(...list.getEntries().map((e) => e.value))) \
                 .observe({ type: 'layout-shift', buffered: true });";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": watch }));
    page.js_with("location.href = arguments[0]", vec![json!(address)]);
    page.wait_until("the frame is there", || page.js("return document.getElementById('loading') !== null") == true);
    page.picture(picture);
    page.wait_until("the program has started", || {
        page.js("return document.querySelector('main.stage-area') !== null && !document.getElementById('loading')")
            == true
    });
    page.wait_until("the design is drawn", || page.text().contains("PaymentQueue"));
    assert_eq!(page.errors(), Vec::<String>::new());
    let number = |script: &str| page.js(script).as_f64().expect("a number");
    (
        number("return performance.getEntriesByName('first-contentful-paint')[0].startTime"),
        number("return performance.getEntriesByName('program')[0].startTime"),
        number("return window.moved.reduce((sum, value) => sum + value, 0)"),
    )
}

#[test]
fn the_frame_is_painted_before_the_program_is_there_and_nothing_moves_when_it_takes_over() {
    let dark = Options { dark: true, ..Options::default() };
    let phone = Options { size: PHONE, ..Options::default() };
    for (options, picture) in [(Options::default(), "frame-light"), (dark, "frame-dark"), (phone, "frame-phone")] {
        let (painted, there, moved) = over_a_slow_line(&options, picture);
        assert!(there > 1_500.0, "the line is slow: {there} ms");
        assert!(
            painted < there - 1_000.0,
            "{picture}: painted after {painted} ms, the program was there after {there} ms"
        );
        assert_eq!(moved, 0.0, "{picture}: the layout shifted");
    }
}
