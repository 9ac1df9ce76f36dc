//! What programs are told that they can ask, held against what the server answers.

mod answers;

use std::collections::BTreeSet;

use jsonschema::Validator;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::support::{App, bot};

/// Routes that are pages for people; all others are for programs, and described.
const PAGES: [&str; 5] = ["/rooms", "/r/", "/d/", "/admin", "/styleguide"];
/// Pages at addresses to which programs post.
const PAGES_TOO: [&str; 3] = ["GET /", "GET /login", "GET /register"];
/// Whatever else begins so: there is nothing.
const NOTHING: &str = "/api/{*path}";

/// What `app` says of itself.
async fn description(app: &App) -> Value {
    let response = app.get("/api/openapi.json").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.unwrap()
}

/// Every operation: `POST /api/rooms`, and how it is described.
fn operations(api: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = api["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| {
            (format!("{} {path}", method.to_uppercase()), operation)
        })
    })
}

/// Holds values against a schema of the description: every reference resolved, no field that it does not name.
fn validator(api: &Value, schema: &Value) -> Validator {
    let mut components = api["components"].clone();
    for schema in components["schemas"].as_object_mut().unwrap().values_mut() {
        if schema.get("properties").is_some() {
            schema["additionalProperties"] = json!(false);
        }
    }
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": components,
        "allOf": [schema],
    });
    jsonschema::options().should_validate_formats(true).build(&whole).unwrap()
}

fn fits(api: &Value, schema: &Value, value: &Value, what: &str) {
    let wrong: Vec<_> =
        validator(api, schema).iter_errors(value).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?} in {value}");
}

/// The paths of the router as it runs, as it names them itself; axum has no list of them.
fn paths(app: &App) -> BTreeSet<String> {
    let router = server::router::router(app.banter.clone().unwrap());
    let named = format!("{router:?}");
    let paths =
        named.split("RouteId(").filter_map(|piece| piece.split_once("): \"")?.1.split('"').next());
    paths
        .filter(|path| path.starts_with('/') && !path.contains("__private"))
        .map(str::to_owned)
        .collect()
}

/// What a path takes: it says so to who asks for something that nothing takes.
async fn methods(app: &App, path: &str) -> Vec<String> {
    let url = format!("http://{}{}", app.address, path.replace(['{', '}', '*'], ""));
    let brew = Method::from_bytes(b"BREW").unwrap();
    let response = app.http.request(brew, url).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
    let allowed = response.headers()[header::ALLOW].to_str().unwrap();
    allowed.split(',').map(str::to_owned).filter(|method| method != "HEAD").collect()
}

#[tokio::test]
async fn every_route_is_described() {
    let app = App::start().await;
    let (mut real, mut pages) = (BTreeSet::new(), BTreeSet::new());
    for path in paths(&app) {
        if path == NOTHING {
            continue;
        }
        for method in methods(&app, &path).await {
            let route = format!("{method} {path}");
            let is_page = PAGES.iter().any(|page| path.starts_with(page));
            if is_page || PAGES_TOO.contains(&&*route) { &mut pages } else { &mut real }
                .insert(route);
        }
    }
    assert!(pages.len() >= 12 && real.contains("DELETE /api/rooms/{room}"), "{pages:?} {real:?}");
    let api = description(&app).await;
    let described: BTreeSet<_> = operations(&api).map(|(route, _)| route).collect();
    let missing: Vec<_> = real.difference(&described).collect();
    assert!(missing.is_empty(), "not described in server/src/api/openapi/: {missing:?}");
    let invented: Vec<_> = described.difference(&real).collect();
    assert!(invented.is_empty(), "described, and not there: {invented:?}");
    for (route, operation) in operations(&api) {
        let path = route.split_once(' ').unwrap().1;
        let parameters = operation["parameters"].as_array();
        let places = parameters.into_iter().flatten().filter(|one| one["in"] == "path");
        let places: Vec<_> =
            places.map(|one| format!("{{{}}}", one["name"].as_str().unwrap())).collect();
        assert_eq!(path.matches('{').count(), places.len(), "{route}");
        assert!(places.iter().all(|place| path.contains(place)), "{route}: {places:?}");
    }
}

#[tokio::test]
async fn every_example_fits_its_schema() {
    let api = description(&App::start().await).await;
    let mut examples = 0;
    for (route, operation) in operations(&api) {
        let answers = operation["responses"].as_object().unwrap().values();
        for body in answers.chain([&operation["requestBody"]]) {
            for content in body["content"].as_object().into_iter().flat_map(|kinds| kinds.values())
            {
                if let Some(example) = content.get("example") {
                    fits(&api, &content["schema"], example, &route);
                    examples += 1;
                }
            }
        }
    }
    assert!(examples > 50, "{examples}");
}

/// Up to what is named it is taken, and not one more.
#[tokio::test]
async fn the_limits_named_are_the_limits() {
    let app = App::with(&[("message_chars", "300"), ("message_burst", "500")]).await;
    let (api, (ann, _)) = (description(&app).await, app.sign_in("ann").await);
    let robot = bot(&app, "robot").await;
    let ask = async |token: &str, method: &str, path: &str, key: &str, body: Value| {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = app.http.request(method, format!("http://{}{path}", app.address));
        let request = if key.is_empty() { request } else { request.header("idempotency-key", key) };
        let request = if body.is_null() { request } else { request.json(&body) };
        let response = request.bearer_auth(token).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    let (_, room) = ask(&ann, "POST", "/api/rooms", "", json!({"name": "builds"})).await;
    let room = format!("/api/rooms/{}", room["room"].as_str().unwrap());
    let (messages, schemas) = (format!("{room}/messages"), &api["components"]["schemas"]);
    let named = |schema: &str, field: &str| {
        schemas[schema]["properties"][field]["maxLength"].as_u64().unwrap() as usize
    };
    assert_eq!(named("Message", "message"), 300, "as it is set");
    for (method, path, schema, field) in [
        ("POST", &messages, "Message", "message"),
        ("POST", &messages, "Message", "as"),
        ("PATCH", &room, "RoomSettings", "name"),
        ("PATCH", &room, "RoomSettings", "topic"),
    ] {
        let token = if field == "as" { &robot } else { &ann };
        let most = named(schema, field);
        let body = |chars| {
            let mut body = if field == "as" { json!({"message": "hi"}) } else { json!({}) };
            body[field] = json!("茶".repeat(chars));
            body
        };
        let (status, fits) = ask(token, method, path, "", body(most)).await;
        assert!((200..300).contains(&status), "{field} {most}: {fits}");
        assert_eq!(ask(token, method, path, "", body(most + 1)).await.0, 422, "{field} {most}");
    }
    let parameter = |method: &str, path: &str, name: &str| {
        let parameters = api["paths"][path][method]["parameters"].as_array().unwrap();
        parameters.iter().find(|one| one["name"] == name).unwrap()["schema"].clone()
    };
    let post = "/api/rooms/{room}/messages";
    let most = parameter("post", post, "Idempotency-Key")["maxLength"].as_u64().unwrap() as usize;
    for (chars, status) in [(most, 201), (most + 1, 400)] {
        let key = "k".repeat(chars);
        assert_eq!(ask(&ann, "POST", &messages, &key, json!({"message": "hi"})).await.0, status);
    }
    let limit = parameter("get", post, "limit");
    let (most, usual) = (limit["maximum"].as_u64().unwrap(), limit["default"].as_u64().unwrap());
    for _ in 0..=most {
        assert_eq!(ask(&ann, "POST", &messages, "", json!({"message": "hi"})).await.0, 201);
    }
    for (query, count) in
        [(String::new(), usual), ("?limit=0".to_owned(), 1), (format!("?limit={}", most + 1), most)]
    {
        for (path, list) in [(&messages, "messages"), (&format!("{room}/log"), "events")] {
            let (_, page) = ask(&ann, "GET", &format!("{path}{query}"), "", Value::Null).await;
            assert_eq!(page[list].as_array().unwrap().len() as u64, count, "{path}{query}");
        }
    }
}

#[tokio::test]
async fn what_is_no_address_is_refused_like_all_else() {
    let app = App::start().await;
    let (ann, _) = app.sign_in("ann").await;
    for (method, path, status, code) in [
        ("GET", "/api/nothing", 404, "not_found"),
        ("POST", "/api/rooms/r1/nothing", 404, "not_found"),
        ("PUT", "/api/rooms", 405, "wrong_method"),
        ("GET", "/otp", 405, "wrong_method"),
        ("GET", "/api/rooms/r1/messages?limit=many", 400, "bad_request"),
        ("GET", "/api/rooms/r1/messages?limit=1&limit=2", 400, "bad_request"),
        ("GET", "/api/rooms/r1/log?after=-1", 400, "bad_request"),
        ("GET", "/api/rooms/%ff/members", 404, "not_found"),
        ("DELETE", "/api/rooms/%ff", 404, "not_found"),
    ] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("http://{}{path}", app.address);
        let request = app.http.request(method, url).bearer_auth(&ann);
        let response = request.header(header::ACCEPT_LANGUAGE, "zh-TW").send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(response.headers().contains_key(header::ALLOW), status == 405, "{path}");
        let refusal: Value = response.json().await.unwrap();
        assert_eq!(refusal["code"], code, "{path}");
        assert!(refusal["message"].as_str().unwrap().ends_with('。'), "{refusal}");
    }
}

#[tokio::test]
async fn the_page_shows_all_of_it_in_each_language() {
    let app = App::start().await;
    let api = description(&app).await;
    for (language, title) in
        [("en", "For programs"), ("zh-TW", "供程式使用"), ("zh-CN", "供程序使用")]
    {
        let page = app.get("/api").header(header::ACCEPT_LANGUAGE, language);
        let page = page.send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        let page = page.text().await.unwrap();
        // After its end stands what every page has from the renderer.
        let page = page.split("</html>").next().unwrap();
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{page}");
        assert!(!page.contains("<script") && page.contains("/api/openapi.json"), "{page}");
        for (route, operation) in operations(&api) {
            let (method, path) = route.split_once(' ').unwrap();
            let heading = format!("<b>{method}</b><code>{path}</code>");
            assert!(page.contains(&heading), "{heading}");
            for status in operation["responses"].as_object().unwrap().keys() {
                assert!(page.contains(&format!("<dt>{status}</dt>")), "{route} {status}");
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                assert!(page.contains(&format!("<code>{name}</code>")), "{route} {name}");
            }
        }
        for name in api["components"]["schemas"].as_object().unwrap().keys() {
            assert!(page.contains(&format!("<article id=\"{name}\">")), "{name}");
        }
        let to = page.split("href=\"#").skip(1).map(|link| link.split('"').next().unwrap());
        let lost: Vec<_> = to.filter(|to| !page.contains(&format!("id=\"{to}\""))).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}
