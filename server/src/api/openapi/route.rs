//! How a route is described: what it takes, what it answers, and why it refuses.

use std::collections::BTreeMap;

use app::http::ApiError;
use app::words::Language;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{AllOfBuilder, Type};
use utoipa::openapi::{
    Components, Content, ContentBuilder, Header, HeaderBuilder, HttpMethod, ObjectBuilder, Paths,
    Ref, RefOr, Required, Response, ResponseBuilder, Schema, SecurityRequirement,
};
use utoipa::{PartialSchema, ToSchema};

use crate::error::{BadRequest, Error};

/// The name of the scheme by which programs say who they are.
pub(super) const BEARER: &str = "token";
/// The name of the scheme by which browsers do.
pub(super) const COOKIE: &str = "session";

const JSON: &str = "application/json";

/// One route. Answered with a session and through the [guard](crate::guard), unless it says otherwise.
pub(super) struct Route {
    method: HttpMethod,
    path: &'static str,
    operation: OperationBuilder,
    answers: BTreeMap<u16, Response>,
    refusals: Vec<Error>,
    needs_session: bool,
    is_guarded: bool,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Route {
    /// Reads, and changes nothing.
    pub(super) fn get(path: &'static str, tag: &str, id: &str) -> Self {
        Self::new(HttpMethod::Get, path, tag, id)
    }

    /// Does something, or makes something.
    pub(super) fn post(path: &'static str, tag: &str, id: &str) -> Self {
        Self::new(HttpMethod::Post, path, tag, id)
    }

    /// Changes something.
    pub(super) fn patch(path: &'static str, tag: &str, id: &str) -> Self {
        Self::new(HttpMethod::Patch, path, tag, id)
    }

    /// Removes something.
    pub(super) fn delete(path: &'static str, tag: &str, id: &str) -> Self {
        Self::new(HttpMethod::Delete, path, tag, id)
    }

    fn new(method: HttpMethod, path: &'static str, tag: &str, id: &str) -> Self {
        Self {
            method,
            path,
            operation: OperationBuilder::new().tag(tag).operation_id(Some(id)),
            answers: BTreeMap::new(),
            refusals: Vec::new(),
            needs_session: true,
            is_guarded: true,
            schemas: Vec::new(),
        }
    }

    /// In a few words, and in some more (CommonMark, backticks alone).
    pub(super) fn says(mut self, summary: &str, about: &str) -> Self {
        let operation = self.operation.summary(Some(summary));
        self.operation = operation.description((!about.is_empty()).then_some(about));
        self
    }

    /// Anybody may ask.
    pub(super) fn open_to_all(mut self) -> Self {
        self.needs_session = false;
        self
    }

    /// Asked by machines at any address: nothing is checked.
    pub(super) fn unguarded(mut self) -> Self {
        (self.is_guarded, self.needs_session) = (false, false);
        self
    }

    /// What stands in braces in the path.
    pub(super) fn place<T: ToSchema>(self, name: &str, about: &str) -> Self {
        self.parameter(ParameterIn::Path, name, about, T::schema())
    }

    /// What may stand in the query.
    pub(super) fn query(self, name: &str, about: &str, schema: impl Into<RefOr<Schema>>) -> Self {
        let bad = Error::from(BadRequest::BadQuery);
        let known = self.refusals.contains(&bad);
        let route = self.parameter(ParameterIn::Query, name, about, schema);
        if known { route } else { route.refuses([bad]) }
    }

    /// A header that may be sent.
    pub(super) fn header(self, name: &str, about: &str, schema: impl Into<RefOr<Schema>>) -> Self {
        self.parameter(ParameterIn::Header, name, about, schema)
    }

    fn parameter(
        mut self,
        place: ParameterIn,
        name: &str,
        about: &str,
        schema: impl Into<RefOr<Schema>>,
    ) -> Self {
        let is_path = matches!(place, ParameterIn::Path);
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(place)
            .required(if is_path { Required::True } else { Required::False })
            .description(Some(about))
            .schema(Some(schema));
        self.operation = self.operation.parameter(parameter);
        self
    }

    /// A body: JSON, and what else it may be.
    pub(super) fn takes<T: ToSchema>(mut self, also: &[&str], example: Value) -> Self {
        let content = self.content::<T>(example);
        let mut body = RequestBodyBuilder::new().required(Some(Required::True));
        for kind in std::iter::once(&JSON).chain(also) {
            body = body.content(*kind, content.clone());
        }
        self.operation = self.operation.request_body(Some(body.build()));
        self
    }

    /// What the settings say of a text of that body.
    pub(super) fn where_it_has_at_most(mut self, chars: usize, field: &str) -> Self {
        if let Some((_, RefOr::T(Schema::Object(body)))) = self.schemas.last_mut()
            && let Some(RefOr::T(Schema::Object(text))) = body.properties.get_mut(field)
        {
            (text.min_length, text.max_length) = (Some(1), Some(chars));
        }
        self
    }

    /// It was done: with this.
    ///
    /// # Panics
    /// Never: examples are plain data.
    pub(super) fn answers<T: ToSchema + Serialize>(
        mut self,
        status: StatusCode,
        about: &str,
        example: &T,
    ) -> Self {
        let example = serde_json::to_value(example).expect("an example is plain data");
        let content = self.content::<T>(example);
        self.answer(status, ResponseBuilder::new().description(about).content(JSON, content))
    }

    /// It was done: with something of this kind.
    pub(super) fn answers_a(self, status: StatusCode, about: &str, kind: &str, is: Type) -> Self {
        let content = Content::new(Some(ObjectBuilder::new().schema_type(is)));
        self.answer(status, ResponseBuilder::new().description(about).content(kind, content))
    }

    /// It was done, and there is nothing to say.
    pub(super) fn answers_nothing(self, status: StatusCode, about: &str) -> Self {
        self.answer(status, ResponseBuilder::new().description(about))
    }

    fn answer(mut self, status: StatusCode, response: ResponseBuilder) -> Self {
        self.answers.insert(status.as_u16(), response.build());
        self
    }

    /// The header that an answer has.
    ///
    /// # Panics
    /// There is no such answer: a mistake in a description.
    pub(super) fn with_header(mut self, status: StatusCode, name: &str, about: &str) -> Self {
        let answer = self.answers.get_mut(&status.as_u16()).expect("the answer comes first");
        let text = ObjectBuilder::new().schema_type(Type::String);
        answer.headers.insert(name.to_owned(), RefOr::T(header(about, text)));
        self
    }

    /// Why it may not be done, beside what every such route says.
    pub(super) fn refuses(mut self, errors: impl IntoIterator<Item = Error>) -> Self {
        self.refusals.extend(errors);
        self
    }

    fn content<T: ToSchema>(&mut self, example: Value) -> Content {
        T::schemas(&mut self.schemas);
        self.schemas.push((T::name().into_owned(), T::schema()));
        let schema = Ref::from_schema_name(T::name());
        ContentBuilder::new().schema(Some(schema)).example(Some(example)).build()
    }

    /// What it may say because of where it stands: behind the guard, a session, a body.
    fn refusals_of_all(&self) -> Vec<Error> {
        let acts = !matches!(self.method, HttpMethod::Get);
        let mut errors = Vec::new();
        if self.needs_session {
            errors.extend([Error::NotSignedIn, Error::UnknownToken]);
        }
        if self.is_guarded {
            let elsewhere = Error::WrongHost("https://chat.example.org".to_owned());
            errors.extend([BadRequest::OneHost.into(), elsewhere, Error::Internal]);
            errors.extend([Error::Busy, Error::Unavailable]);
        }
        if self.is_guarded && acts {
            errors.extend([BadRequest::HalfABody.into(), Error::WrongOrigin]);
            errors.extend([Error::TooSlow, Error::TooLarge]);
        }
        errors
    }

    /// Enters it where it belongs.
    pub(super) fn enter(mut self, paths: &mut Paths, components: &mut Components) {
        let mut refusals: BTreeMap<u16, Vec<Error>> = BTreeMap::new();
        for error in self.refusals_of_all().into_iter().chain(self.refusals) {
            refusals.entry(error.status().as_u16()).or_default().push(error);
        }
        ApiError::schemas(&mut self.schemas);
        self.schemas.push((ApiError::name().into_owned(), ApiError::schema()));
        components.schemas.extend(self.schemas);
        let mut operation = self.operation;
        for (status, answer) in self.answers {
            operation = operation.response(status.to_string(), answer);
        }
        for (status, errors) in refusals {
            operation = operation.response(status.to_string(), refusal(&errors));
        }
        let none: [&str; 0] = [];
        // Without any, the description would fall back on that of all.
        let securities = if self.needs_session {
            [BEARER, COOKIE].map(|scheme| SecurityRequirement::new(scheme, none)).to_vec()
        } else {
            vec![SecurityRequirement::default()]
        };
        let operation = operation.securities(Some(securities));
        paths.add_path_operation(self.path, vec![self.method], operation.build());
    }
}

/// What is answered with one status: its codes, each with its sentences.
fn refusal(errors: &[Error]) -> Response {
    let mut sentences: Vec<(&str, Vec<String>)> = Vec::new();
    for error in errors {
        let sentence = error.in_words(Language::English);
        match sentences.iter_mut().find(|(code, _)| *code == error.code()) {
            Some((_, said)) if said.contains(&sentence) => {}
            Some((_, said)) => said.push(sentence),
            None => sentences.push((error.code(), vec![sentence])),
        }
    }
    let lines = sentences.iter().map(|(code, said)| format!("`{code}`: {}", said.join(" ")));
    let codes = sentences.iter().map(|(code, _)| *code);
    let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
    let which = ObjectBuilder::new().property("code", code);
    let schema = AllOfBuilder::new().item(Ref::from_schema_name(ApiError::name())).item(which);
    let example = errors.first().map(|error| error.to_api(Language::English));
    let example = example.and_then(|example| serde_json::to_value(example).ok());
    let content = ContentBuilder::new().schema(Some(schema)).example(example).build();
    let mut response = ResponseBuilder::new()
        .description(lines.collect::<Vec<_>>().join("\n"))
        .content(JSON, content)
        .build();
    if errors.iter().any(|error| error.retry_after().is_some()) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
        let wait = header("When to ask again, in seconds", seconds);
        response.headers.insert("Retry-After".to_owned(), RefOr::T(wait));
    }
    response
}

fn header(about: &str, schema: ObjectBuilder) -> Header {
    HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build()
}
