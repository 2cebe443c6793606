//! A small server of static files, for this machine only: behind `cargo xtask serve`, and under the end-to-end tests.
//!
//! It answers as a plain static host does: right content types (a browser refuses a module or streams no WebAssembly
//! otherwise), 404 for what is not there, a folder to live in (`/play/`), no directory listing. Nothing is cached; but where
//! compressed copies of the files are at hand, it does as a good host: it sends those, and lets the browser keep for ever
//! what has a checksum in its name.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

/// Under this name, in the page's folder, a reloading page asks how old the build is.
const AGE: &str = ".xtask/age";
/// The script that asks. A file of its own, because the page's Content-Security-Policy allows no inline script.
const RELOAD: &str = ".xtask/reload.js";
const RELOAD_SCRIPT: &str = include_str!("reload.js");
/// What someone sees who opens the page before its first build is done.
const NOT_YET: &str = "<!doctype html><meta http-equiv=\"refresh\" content=\"2\"><title>Signalbox</title>\
                       <p>Signalbox is being built. This shows it when it is ready.";

/// What to serve, and how.
#[derive(Debug, Clone)]
pub struct Site {
    /// The folder with `index.html`.
    pub folder: PathBuf,
    /// The path that the folder has on the server, with a slash at both ends: `/` or `/play/`.
    pub at: String,
    /// True: the page loads itself anew when the folder's `index.html` changes.
    pub reloads: bool,
    /// A folder with the same files, each compressed with Brotli and called `NAME.br`, if there is one.
    pub packed: Option<PathBuf>,
    /// Bytes a second, if the line shall be slow.
    pub pace: Option<usize>,
}

impl Site {
    /// A folder at a path, as it is.
    pub fn plain(folder: PathBuf, at: &str) -> Self {
        Self { folder, at: at.to_owned(), reloads: false, packed: None, pace: None }
    }
}

/// Starts to serve in the background, on a port that the system chooses if `port` is 0, for as long as the process
/// lives. Answers the page's address.
pub fn serve(site: Site, port: u16) -> io::Result<String> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let address = format!("http://{}{}", listener.local_addr()?, site.at);
    let site = Arc::new(site);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let site = Arc::clone(&site);
            // A browser that goes away in the middle of an answer is no concern of the server's.
            thread::spawn(move || drop(converse(&site, stream)));
        }
    });
    Ok(address)
}

/// One request, one answer, then the connection closes.
fn converse(site: &Site, stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(&stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let (mut header, mut brotli) = (String::new(), false);
    while reader.read_line(&mut header)? > 2 {
        let said = header.to_ascii_lowercase();
        brotli |= said.strip_prefix("accept-encoding:").is_some_and(|all| all.split(',').any(|one| one.trim() == "br"));
        header.clear();
    }
    let mut words = request.split_whitespace();
    let mut answer = match (words.next(), words.next()) {
        (Some("GET" | "HEAD"), Some(target)) => answer(site, target),
        _ => Answer::text(405, "Only GET and HEAD are understood here."),
    };
    let packed = site.packed.as_ref().zip(answer.file.as_ref()).filter(|_| brotli);
    let packed = packed.and_then(|(folder, name)| fs::read(folder.join(format!("{name}.br"))).ok());
    let encoding = packed.is_some();
    if let Some(packed) = packed {
        answer.body = packed;
    }
    let keep = match (&site.packed, &answer.file) {
        (Some(_), Some(name)) if has_checksum(name) => "public, max-age=31536000, immutable",
        (Some(_), _) => "no-cache",
        (None, _) => "no-store",
    };
    let mut stream = &stream;
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: {keep}\r\n",
        answer.status,
        answer.kind,
        answer.body.len()
    )?;
    if encoding {
        stream.write_all(b"Content-Encoding: br\r\nVary: Accept-Encoding\r\n")?;
    }
    if let Some(place) = &answer.location {
        write!(stream, "Location: {place}\r\n")?;
    }
    stream.write_all(b"Connection: close\r\n\r\n")?;
    if !request.starts_with("HEAD") {
        match site.pace {
            Some(pace) => write_slowly(stream, &answer.body, pace)?,
            None => stream.write_all(&answer.body)?,
        }
    }
    stream.flush()
}

/// Twenty pieces a second.
fn write_slowly(mut stream: &TcpStream, body: &[u8], pace: usize) -> io::Result<()> {
    for piece in body.chunks((pace / 20).max(1)) {
        stream.write_all(piece)?;
        stream.flush()?;
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// What goes back to the browser.
#[derive(Debug)]
struct Answer {
    status: u16,
    kind: &'static str,
    location: Option<String>,
    /// The file that the body is, by its name in the folder.
    file: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    fn text(status: u16, sentence: &str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", location: None, file: None, body: sentence.into() }
    }
}

fn answer(site: &Site, target: &str) -> Answer {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let Some(name) = path.strip_prefix(site.at.as_str()) else {
        // `/play` is written as often as `/play/`.
        if format!("{path}/") == site.at {
            return Answer { location: Some(site.at.clone()), ..Answer::text(301, "The page is one slash further.") };
        }
        return Answer::text(404, "There is nothing here.");
    };
    match name {
        AGE if site.reloads => return Answer::text(200, &age(&site.folder)),
        RELOAD if site.reloads => {
            let kind = content_type(Path::new(RELOAD));
            return Answer { status: 200, kind, location: None, file: None, body: RELOAD_SCRIPT.into() };
        }
        _ => {}
    }
    let wanted = if name.is_empty() { "index.html" } else { name };
    let file = match local(&site.folder, wanted) {
        Some(file) if file.is_file() => file,
        _ if site.reloads && name.is_empty() => {
            return Answer { kind: content_type(Path::new("index.html")), ..Answer::text(200, NOT_YET) };
        }
        _ => return Answer::text(404, "There is no such file."),
    };
    match fs::read(&file) {
        Ok(body) if site.reloads && name.is_empty() => {
            let page = String::from_utf8_lossy(&body);
            let script = format!("<script src=\"{RELOAD}\"></script></body>");
            let body = page.replacen("</body>", &script, 1).into_bytes();
            Answer { status: 200, kind: content_type(&file), location: None, file: None, body }
        }
        Ok(body) => {
            Answer { status: 200, kind: content_type(&file), location: None, file: Some(wanted.to_owned()), body }
        }
        Err(problem) => Answer::text(500, &format!("The file cannot be read: {problem}.")),
    }
}

/// Whether a name has a checksum in it, as Trunk writes them: sixteen hexadecimal digits after a hyphen.
fn has_checksum(name: &str) -> bool {
    let hex = |part: &str| part.len() >= 16 && part.bytes().take(16).all(|b| b.is_ascii_hexdigit());
    name.split('-').skip(1).any(hex)
}

/// The file that a name in an address stands for, never one outside the folder.
fn local(folder: &Path, name: &str) -> Option<PathBuf> {
    let name = PathBuf::from(decoded(name)?);
    name.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(name))
}

/// Undoes percent-encoding.
fn decoded(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

/// When the page was last built, as a number that changes with every build. Empty while one is being put in place.
pub fn age(folder: &Path) -> String {
    // Trunk moves its files out of `.stage` one by one and then removes it.
    if folder.join(".stage").exists() {
        return String::new();
    }
    let changed = fs::metadata(folder.join("index.html")).and_then(|file| file.modified());
    let since = changed.ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map(|since| since.as_nanos().to_string()).unwrap_or_default()
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    //! The server is asked over a real socket, as a browser would ask it.

    use super::*;
    use std::io::Read;

    fn ask(address: &str, method: &str, path: &str) -> String {
        let host = address.trim_start_matches("http://").split('/').next().expect("an address has a host");
        let mut stream = TcpStream::connect(host).expect("the server listens");
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("the request is sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("the answer is text");
        text
    }

    fn site(name: &str, reloads: bool) -> String {
        let folder = std::env::temp_dir().join(format!("xtask-server-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("inner")).expect("the folder is made");
        fs::write(folder.join("index.html"), "<body>page</body>").expect("the page is written");
        fs::write(folder.join("inner/a b.wasm"), "code").expect("the module is written");
        serve(Site { reloads, ..Site::plain(folder, "/play/") }, 0).expect("a free port is found")
    }

    #[test]
    fn compressed_copies_are_sent_to_who_understands_them_and_what_has_a_checksum_may_be_kept() {
        let folder = std::env::temp_dir().join(format!("xtask-server-packed-{}", std::process::id()));
        let packed = folder.join("packed");
        fs::create_dir_all(&packed).expect("the folder is made");
        for name in ["index.html", "page-0123456789abcdef.js"] {
            fs::write(folder.join(name), "plain").expect("it is written");
            fs::write(packed.join(format!("{name}.br")), "short").expect("it is written");
        }
        let site = Site { packed: Some(packed), ..Site::plain(folder, "/play/") };
        let address = serve(site, 0).expect("a free port is found");
        let ask_with = |path: &str, accepts: &str| {
            let host = address.trim_start_matches("http://").split('/').next().expect("an address has a host");
            let mut stream = TcpStream::connect(host).expect("the server listens");
            write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {accepts}\r\n\r\n")
                .expect("the request is sent");
            let mut text = String::new();
            stream.read_to_string(&mut text).expect("the answer is text");
            text
        };
        let script = ask_with("/play/page-0123456789abcdef.js", "gzip, deflate, br");
        assert!(script.contains("Content-Encoding: br\r\n") && script.ends_with("\r\n\r\nshort"), "{script}");
        assert!(script.contains("immutable") && script.contains("Content-Type: text/javascript"), "{script}");
        let page = ask_with("/play/", "br");
        assert!(page.contains("Cache-Control: no-cache\r\n") && page.ends_with("short"), "{page}");
        let plain = ask_with("/play/", "gzip, vibrato");
        assert!(!plain.contains("Content-Encoding") && plain.ends_with("plain"), "{plain}");
    }

    #[test]
    fn a_page_in_a_folder_is_served_with_its_type() {
        let address = site("types", false);
        let page = ask(&address, "GET", "/play/?query");
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.contains("Content-Type: text/html; charset=utf-8\r\n"), "{page}");
        assert!(page.ends_with("\r\n\r\n<body>page</body>"), "{page}");
        let module = ask(&address, "GET", "/play/inner/a%20b.wasm");
        assert!(module.contains("Content-Type: application/wasm\r\n") && module.ends_with("\r\n\r\ncode"), "{module}");
        let head = ask(&address, "HEAD", "/play/index.html");
        assert!(head.contains("Content-Length: 17\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    }

    #[test]
    fn what_is_not_in_the_folder_is_not_found() {
        let address = site("outside", false);
        for path in [
            "/",
            "/other/",
            "/play/none.js",
            "/play/../Cargo.toml",
            "/play/%2e%2e/Cargo.toml",
            "/play/%zz",
            "/play/inner",
        ] {
            let answer = ask(&address, "GET", path);
            assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        }
        assert!(ask(&address, "GET", "/play/.xtask/age").starts_with("HTTP/1.1 404"));
        assert!(ask(&address, "POST", "/play/").starts_with("HTTP/1.1 405"));
        assert!(ask(&address, "GET", "/play").contains("Location: /play/\r\n"));
    }

    #[test]
    fn a_reloading_page_carries_the_script_that_asks_for_its_age() {
        let address = site("reload", true);
        let page = ask(&address, "GET", "/play/");
        assert!(page.ends_with("<body>page<script src=\".xtask/reload.js\"></script></body>"), "{page}");
        assert!(ask(&address, "GET", "/play/.xtask/reload.js").contains("text/javascript"));
        let age = ask(&address, "GET", "/play/.xtask/age");
        let number = age.rsplit("\r\n").next().expect("an answer has a body");
        assert!(number.parse::<u128>().is_ok_and(|nanoseconds| nanoseconds > 0), "{age}");
    }
}
