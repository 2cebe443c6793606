//! Which integration a request comes to, by its method and its path (APIGW-13).

use crate::languages::mapping_template::url_decode;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A part of the path of a resource, in the order of what wins.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Segment {
    /// These letters.
    Plain(String),
    /// `{id}`: any one part.
    One(String),
    /// `{proxy+}`: all that is left, at least one part.
    Rest(String),
    /// No path was given: everything.
    Every,
}

impl Segment {
    fn rank(&self) -> u8 {
        match self {
            Segment::Plain(_) => 0,
            Segment::One(_) => 1,
            Segment::Rest(_) => 2,
            Segment::Every => 3,
        }
    }
}

/// The method and the path that an integration stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    /// `None`: any.
    method: Option<String>,
    path: Vec<Segment>,
    /// As it was written.
    pub resource: String,
}

/// A request, taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    pub method: String,
    /// As the client wrote it, without the query string.
    pub path: String,
    /// Decoded.
    pub querystring: Map<String, Value>,
    pub content_type: String,
}

impl Asked {
    /// Takes the path of a request apart.
    pub fn new(method: String, path: &str, content_type: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (url_decode(name), Value::from(url_decode(value)))
        };
        let slash = if path.starts_with('/') { "" } else { "/" };
        let querystring = pairs.map(pair).collect();
        Self { method, path: format!("{slash}{path}"), querystring, content_type: content_type.to_owned() }
    }
}

/// A parameter of a path, decoded; here a plus is a plus.
fn parameter(text: &str) -> Value {
    Value::from(percent_decode_str(text).decode_utf8_lossy().into_owned())
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

impl Route {
    /// Reads a method (`ANY` for every one) and the path of a resource (empty for every one).
    pub fn read(method: &str, path: &str) -> Self {
        let path = path.trim();
        let segment = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => match name.strip_suffix('+') {
                Some(name) => Segment::Rest(name.to_owned()),
                None => Segment::One(name.to_owned()),
            },
            None => Segment::Plain(part.to_owned()),
        };
        Self {
            method: (method != "ANY").then(|| method.to_owned()),
            path: if path.is_empty() { vec![Segment::Every] } else { parts(path).map(segment).collect() },
            resource: if path.is_empty() { "/{proxy+}".to_owned() } else { path.to_owned() },
        }
    }

    /// Whether it takes every request.
    pub fn takes_all(&self) -> bool {
        self.method.is_none() && self.path == [Segment::Every]
    }

    /// Whether its path has a parameter of this name.
    pub fn has(&self, parameter: &str) -> bool {
        self.path.iter().any(|part| match part {
            Segment::One(name) | Segment::Rest(name) => name == parameter,
            Segment::Every => parameter == "proxy",
            Segment::Plain(_) => false,
        })
    }

    /// What is wrong with the path: a sentence.
    pub fn fault(&self) -> Option<&'static str> {
        let last = self.path.len().saturating_sub(1);
        let misplaced = self.path.iter().enumerate().any(|(n, part)| matches!(part, Segment::Rest(_)) && n != last);
        let broken = |part: &Segment| match part {
            Segment::Plain(text) => text.contains(['{', '}']),
            Segment::One(name) | Segment::Rest(name) => name.is_empty() || name.contains(['{', '}', '+']),
            Segment::Every => false,
        };
        if misplaced {
            Some("a part with a plus, such as {proxy+}, can only be the last one")
        } else if self.path.iter().any(broken) {
            Some("a parameter is a whole part in braces, such as {id}")
        } else {
            None
        }
    }

    /// The parameters of a path that it takes.
    fn takes(&self, path: &str) -> Option<Map<String, Value>> {
        let mut found = Map::new();
        let mut rest: Vec<&str> = parts(path).collect();
        rest.reverse();
        for segment in &self.path {
            match segment {
                Segment::Every => {
                    rest.reverse();
                    found.insert("proxy".to_owned(), parameter(&rest.join("/")));
                    return Some(found);
                }
                Segment::Rest(name) => {
                    if rest.is_empty() {
                        return None;
                    }
                    rest.reverse();
                    found.insert(name.clone(), parameter(&rest.join("/")));
                    return Some(found);
                }
                Segment::Plain(text) => {
                    if rest.pop()? != text {
                        return None;
                    }
                }
                Segment::One(name) => {
                    found.insert(name.clone(), parameter(rest.pop()?));
                }
            }
        }
        rest.is_empty().then_some(found)
    }

    fn ranks(&self) -> Vec<u8> {
        self.path.iter().map(Segment::rank).collect()
    }

    fn allows(&self, method: &str) -> bool {
        self.method.as_deref().is_none_or(|own| own == method)
    }

    /// Whether two integrations stand for the same requests; names of parameters do not count.
    pub fn is_like(&self, other: &Self) -> bool {
        let plain = |route: &Self| -> Vec<Option<String>> {
            let text = |part: &Segment| if let Segment::Plain(text) = part { Some(text.clone()) } else { None };
            route.path.iter().map(text).collect()
        };
        self.method == other.method && self.ranks() == other.ranks() && plain(self) == plain(other)
    }
}

/// The route that takes a request, and the parameters of its path.
///
/// A REST API looks for the most specific resource first and then for the method there: a resource that lacks the method
/// takes the request all the same, and refuses it. An HTTP API looks at both together.
pub fn find(routes: &[&Route], http_api: bool, method: &str, path: &str) -> Option<(usize, Map<String, Value>)> {
    let mut taking: Vec<(usize, Map<String, Value>)> =
        routes.iter().enumerate().filter_map(|(n, route)| Some((n, route.takes(path)?))).collect();
    if !http_api {
        let best = taking.iter().map(|(n, _)| routes[*n].ranks()).min()?;
        taking.retain(|(n, _)| routes[*n].ranks() == best);
    }
    taking.retain(|(n, _)| routes[*n].allows(method));
    taking.into_iter().min_by_key(|(n, _)| (routes[*n].ranks(), routes[*n].method.is_none(), *n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn routes() -> Vec<Route> {
        let all = [
            ("GET", "/orders"),
            ("ANY", "/orders"),
            ("GET", "/orders/{id}"),
            ("GET", "/orders/new"),
            ("ANY", "/orders/{id}/items/{item}"),
            ("GET", "/files/{path+}"),
            ("POST", "/files/inbox"),
            ("ANY", "/"),
        ];
        all.map(|(method, path)| Route::read(method, path)).to_vec()
    }

    fn found(http_api: bool, method: &str, path: &str) -> Option<usize> {
        let routes = routes();
        find(&routes.iter().collect::<Vec<_>>(), http_api, method, path).map(|(n, _)| n)
    }

    #[test]
    fn apigw_13_the_most_specific_path_wins_and_then_the_method() {
        for (method, path, rest, http) in [
            ("GET", "/orders", Some(0), Some(0)),
            ("GET", "/orders/", Some(0), Some(0)),
            ("DELETE", "/orders", Some(1), Some(1)),
            ("GET", "/orders/17", Some(2), Some(2)),
            ("GET", "/orders/new", Some(3), Some(3)),
            ("POST", "/orders/17", None, None),
            ("GET", "/orders/17/items", None, None),
            ("PUT", "/orders/17/items/2", Some(4), Some(4)),
            ("GET", "/files/a/b/c", Some(5), Some(5)),
            ("GET", "/files", None, None),
            ("POST", "/files/inbox", Some(6), Some(6)),
            // The resource exists without GET: a REST API refuses, an HTTP API goes on to the greedy route.
            ("GET", "/files/inbox", None, Some(5)),
            ("GET", "/", Some(7), Some(7)),
            ("GET", "/nowhere", None, None),
        ] {
            assert_eq!((found(false, method, path), found(true, method, path)), (rest, http), "{method} {path}");
        }
    }

    #[test]
    fn parameters_and_the_query_string_are_taken_apart() {
        let params = |path: &str, asked: &str| Route::read("ANY", path).takes(asked).map(Value::Object);
        assert_eq!(params("/orders/{id}/items/{item}", "/orders/17/items/2"), Some(json!({"id": "17", "item": "2"})));
        assert_eq!(params("/files/{path+}", "/files/a/b"), Some(json!({"path": "a/b"})));
        assert_eq!(params("", "/a/b"), Some(json!({"proxy": "a/b"})));
        assert_eq!(params("", "/"), Some(json!({"proxy": ""})));
        let asked = Asked::new("GET".into(), "orders?page=2&flag", "");
        assert_eq!((asked.path.as_str(), Value::Object(asked.querystring)), ("/orders", json!({"page": "2", "flag": ""})));
    }

    #[test]
    fn apigw_26_parameters_and_the_query_string_are_decoded_once() {
        let params = |path: &str, asked: &str| Route::read("ANY", path).takes(asked).map(Value::Object);
        assert_eq!(params("/files/{name}", "/files/a%2Fb%20c+d"), Some(json!({"name": "a/b c+d"})), "%2F parts nothing");
        assert_eq!(params("/files/{path+}", "/files/a%20b/%C3%A4"), Some(json!({"path": "a b/ä"})));
        assert_eq!(params("/files/{name}", "/files/%+5"), Some(json!({"name": "%+5"})), "no code: two digits without a sign");
        assert_eq!(params("/files/{name}", "/files/%2525"), Some(json!({"name": "%25"})));
        let asked = Asked::new("GET".into(), "/?q=a%26b+c&n%3D=1", "");
        assert_eq!(Value::Object(asked.querystring), json!({"q": "a&b c", "n=": "1"}));
    }

    #[test]
    fn paths_that_aws_refuses_are_told() {
        let fault = |path: &str| Route::read("ANY", path).fault();
        assert_eq!((fault(""), fault("/a/{b}/{c+}"), fault("/")), (None, None, None));
        assert!(fault("/{a+}/b").is_some_and(|why| why.contains("last")));
        assert!(fault("/a{b}").is_some_and(|why| why.contains("whole part")));
        assert!(fault("/{}").is_some());
        let alike = |a: (&str, &str), b: (&str, &str)| Route::read(a.0, a.1).is_like(&Route::read(b.0, b.1));
        assert!(alike(("GET", "/a/{b}"), ("GET", "/a/{c}")) && !alike(("GET", "/a"), ("ANY", "/a")) && !alike(("GET", "/a"), ("GET", "/b")));
        assert!(Route::read("ANY", "").takes_all() && !Route::read("GET", "").takes_all() && !Route::read("ANY", "/").takes_all());
    }
}
