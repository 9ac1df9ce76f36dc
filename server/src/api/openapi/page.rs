//! The description as the page at `/api` shows it.

use app::document::api::{Answer, Field, Group, Kind, Operation, Reference, Shape};
use utoipa::openapi::path::{self, Parameter, ParameterIn, PathItem};
use utoipa::openapi::schema::{ArrayItems, SchemaType, Type};
use utoipa::openapi::{Array, Content, Object, OpenApi, RefOr, Required, Response, Schema};

/// What the page is made of.
pub(super) fn reference(api: &OpenApi) -> Reference {
    let tags = api.tags.iter().flatten();
    let groups = tags.map(|tag| Group {
        name: tag.name.clone(),
        about: tag.description.clone().unwrap_or_default(),
        operations: operations(api, &tag.name),
    });
    let shapes = api.components.iter().flat_map(|components| &components.schemas);
    Reference {
        about: api.info.description.clone().unwrap_or_default(),
        version: api.info.version.clone(),
        groups: groups.collect(),
        shapes: shapes.map(|(name, schema)| shape(name, schema)).collect(),
    }
}

fn operations(api: &OpenApi, tag: &str) -> Vec<Operation> {
    let is_tagged =
        |operation: &path::Operation| operation.tags.iter().flatten().any(|name| name == tag);
    let all = api.paths.paths.iter().flat_map(|(path, item)| {
        methods(item).into_iter().map(move |(method, operation)| (method, path, operation))
    });
    let here = all.filter(|(.., operation)| is_tagged(operation));
    here.map(|(method, path, operation)| shown(method, path, operation)).collect()
}

fn methods(item: &PathItem) -> Vec<(&'static str, &path::Operation)> {
    let methods = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    let known =
        methods.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)));
    known.collect()
}

fn shown(method: &'static str, path: &str, operation: &path::Operation) -> Operation {
    let needs_session = operation.security.iter().flatten().any(|one| *one != <_>::default());
    let parameters = operation.parameters.iter().flatten().filter_map(known).map(parameter);
    let body = operation.request_body.as_ref().and_then(known);
    let body = body.and_then(|body| known(body.content.get("application/json")?));
    let answers = operation.responses.responses.iter();
    let answers = answers.filter_map(|(status, answer)| Some(told(status, known(answer)?)));
    Operation {
        id: operation.operation_id.clone().unwrap_or_default(),
        method,
        path: path.to_owned(),
        summary: operation.summary.clone().unwrap_or_default(),
        about: operation.description.clone().unwrap_or_default(),
        needs_session,
        parameters: parameters.collect(),
        body: body.map(|body| (kind_of(body), example(body))),
        answers: answers.collect(),
    }
}

fn parameter(parameter: &Parameter) -> Field {
    let place = match parameter.parameter_in {
        ParameterIn::Header => "header",
        ParameterIn::Query => "query",
        _ => "path",
    };
    Field {
        name: parameter.name.clone(),
        place: Some(place),
        kind: parameter.schema.as_ref().map(kind).unwrap_or_default(),
        optional: !matches!(parameter.required, Required::True),
        about: parameter.description.clone().unwrap_or_default(),
    }
}

fn told(status: &str, response: &Response) -> Answer {
    let content = response.content.first().and_then(|(_, content)| known(content));
    let is_done = status.starts_with(['1', '2', '3']);
    Answer {
        status: status.to_owned(),
        about: response.description.clone(),
        kind: content.filter(|_| is_done).map(kind_of),
        example: content.filter(|_| is_done).and_then(example),
        is_done,
    }
}

fn kind_of(content: &Content) -> Kind {
    content.schema.as_ref().map(kind).unwrap_or_default()
}

fn example(content: &Content) -> Option<String> {
    serde_json::to_string_pretty(content.example.as_ref()?).ok()
}

fn shape(name: &str, schema: &RefOr<Schema>) -> Shape {
    let mut shape = Shape { name: name.to_owned(), ..Shape::default() };
    match schema {
        RefOr::T(Schema::Object(object)) if !object.properties.is_empty() => {
            shape.about = object.description.clone().unwrap_or_default();
            shape.fields = fields(object);
        }
        RefOr::T(Schema::OneOf(one)) => {
            shape.about = one.description.clone().unwrap_or_default();
            shape.fields = one.items.iter().flat_map(variant).collect();
        }
        RefOr::T(Schema::Object(object)) => {
            shape.about = object.description.clone().unwrap_or_default();
            shape.kind = Some(kind(schema));
        }
        other => shape.kind = Some(kind(other)),
    }
    shape
}

/// One kind of an event: its type, and the shape of its payload.
fn variant(schema: &RefOr<Schema>) -> Option<Field> {
    let RefOr::T(Schema::Object(object)) = schema else { return None };
    let name = kind(object.properties.get("type")?).text;
    let kind = kind(object.properties.get("payload")?);
    let about = object.description.clone().unwrap_or_default();
    Some(Field { name, place: None, kind, optional: false, about })
}

fn fields(object: &Object) -> Vec<Field> {
    let fields = object.properties.iter().map(|(name, schema)| Field {
        name: name.clone(),
        place: None,
        kind: kind(schema),
        optional: !object.required.contains(name),
        about: about(schema).unwrap_or_default(),
    });
    fields.collect()
}

fn about(schema: &RefOr<Schema>) -> Option<String> {
    match schema {
        RefOr::Ref(to) if to.description.is_empty() => None,
        RefOr::Ref(to) => Some(to.description.clone()),
        RefOr::T(Schema::Object(object)) => object.description.clone(),
        RefOr::T(Schema::Array(array)) => array.description.clone(),
        RefOr::T(Schema::OneOf(one)) => {
            one.description.clone().or_else(|| one.items.iter().find_map(about))
        }
        RefOr::T(Schema::AllOf(all)) => all.description.clone(),
        RefOr::T(_) => None,
    }
}

fn kind(schema: &RefOr<Schema>) -> Kind {
    match schema {
        RefOr::Ref(to) => {
            let name = to.ref_location.rsplit('/').next().unwrap_or_default();
            Kind { text: name.to_owned(), shape: Some(name.to_owned()) }
        }
        RefOr::T(Schema::Array(Array { items: ArrayItems::RefOrSchema(item), .. })) => {
            let Kind { text, shape } = kind(item);
            Kind { text: format!("list of {text}"), shape }
        }
        // Something, or null.
        RefOr::T(Schema::OneOf(one)) => {
            let named = one.items.iter().find(|item| matches!(item, RefOr::Ref(_)));
            named.map(kind).unwrap_or_default()
        }
        RefOr::T(Schema::Object(object)) => Kind { text: plain(object), shape: None },
        RefOr::T(_) => Kind::default(),
    }
}

/// As in `string, 1–50 characters`.
fn plain(object: &Object) -> String {
    if let Some(values) = &object.enum_values {
        let values: Vec<_> = values.iter().filter_map(|value| value.as_str()).collect();
        return values.join(", ");
    }
    let kind = match &object.schema_type {
        SchemaType::Type(kind) => Some(kind),
        SchemaType::Array(kinds) => kinds.first(),
        SchemaType::AnyValue => None,
    };
    let name = match kind {
        Some(Type::String) => "string",
        Some(Type::Integer) => "integer",
        Some(Type::Number) => "number",
        Some(Type::Boolean) => "boolean",
        Some(Type::Array) => "list",
        Some(Type::Object) => "object",
        Some(Type::Null) | None => "",
    };
    let number = |limit: &utoipa::Number| serde_json::to_string(limit).unwrap_or_default();
    let range = match (&object.minimum, &object.maximum, object.min_length, object.max_length) {
        (Some(least), Some(most), ..) => format!(", {}–{}", number(least), number(most)),
        (_, _, Some(least), Some(most)) => format!(", {least}–{most} characters"),
        _ => String::new(),
    };
    format!("{name}{range}")
}

fn known<T>(one: &RefOr<T>) -> Option<&T> {
    match one {
        RefOr::T(one) => Some(one),
        RefOr::Ref(_) => None,
    }
}
