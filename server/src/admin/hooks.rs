//! `/admin/hooks`: webhooks, in and out.

use std::sync::Arc;

use app::document::Page;
use app::document::admin::hooks::{Failing, Hooks, Incoming, Made, Outgoing, Trouble, Typed, Way};
use app::event::RoomKind;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use url::Url;

use super::{admin, answer, filled_in, refuse};
use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::compression::HoldsSecret;
use crate::error::Error;
use crate::hook::{self, Wish};
use crate::store::{self, HookId, HookOut, Part, Session};
use crate::{clock, language};

const HERE: &str = "/admin/hooks";

/// `GET /admin/hooks`
pub async fn show(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    request: Request,
) -> Response {
    let page = match admin(session) {
        Ok(session) => page(&banter, &session).await.map(|page| Page::Hooks(Box::new(page))),
        Err(error) => Err(error),
    };
    answer(&banter, page, StatusCode::OK, request).await
}

/// `POST /admin/hooks/in`: one more; its address is in the answer, and nowhere later.
pub async fn add_in(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    request: Request,
) -> Response {
    add(&banter, session, Way::In, request).await
}

/// `POST /admin/hooks/out`: one more; what signs is in the answer, and nowhere later.
pub async fn add_out(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    request: Request,
) -> Response {
    add(&banter, session, Way::Out, request).await
}

/// `POST /admin/hooks/in/{id}/remove`: one less; it may be gone already.
pub async fn remove_in(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let remove = async |id| banter.store.remove_hook_in(id).await.map(drop);
    done(&banter, session, &id, request, remove).await
}

/// `POST /admin/hooks/out/{id}/remove`: the same.
pub async fn remove_out(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    done(&banter, session, &id, request, async |id| hook::remove_out(&banter, id).await).await
}

/// `POST /admin/hooks/out/{id}/go-on`: one that was paused goes on from where it stands.
pub async fn go_on(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    done(&banter, session, &id, request, async |id| hook::go_on(&banter, id).await).await
}

/// What does not fit comes back with the reason, as it was filled in.
async fn add(
    banter: &Banter,
    session: Result<SignedIn, Error>,
    way: Way,
    request: Request,
) -> Response {
    let (typed, again) = filled_in::<Typed>(request).await;
    let session = match admin(session) {
        Ok(session) => session,
        Err(error) => return refuse(banter, &error, again).await,
    };
    let made = make(banter, way, &typed, &session).await;
    let there = match page(banter, &session).await {
        Ok(page) => page,
        Err(error) => return refuse(banter, &error, again).await,
    };
    let (page, status) = match made {
        Ok(made) => (Hooks { made: Some(made), ..there }, StatusCode::CREATED),
        Err(error) => {
            let why = error.in_words(language::of(again.headers()));
            (Hooks { refused: Some((way, typed, why)), ..there }, error.status())
        }
    };
    let mut response = answer(banter, Ok(Page::Hooks(Box::new(page))), status, again).await;
    response.extensions_mut().insert(HoldsSecret);
    response
}

async fn make(banter: &Banter, way: Way, typed: &Typed, session: &Session) -> Result<Made, Error> {
    let Typed { name, room, url, of, bot } = typed;
    let (id, secret) = match way {
        Way::In => {
            let (id, secret) = hook::add_in(banter, name, room).await?;
            (id, format!("{}/hooks/{}", banter.origins.main(), secret.reveal()))
        }
        Way::Out => {
            let of = if of == "mentions" { Wish::Mentions(bot) } else { Wish::Room(room) };
            let (id, secret) = hook::add_out(banter, name, url, of).await?;
            (id, secret.reveal().to_owned())
        }
    };
    tracing::info!(hook = id.0, user = session.user.id.0, ?way, "a hook was made");
    Ok(Made { way, name: name.trim().to_owned(), secret })
}

async fn done(
    banter: &Banter,
    session: Result<SignedIn, Error>,
    id: &str,
    request: Request,
    deed: impl AsyncFnOnce(HookId) -> Result<(), store::StoreError>,
) -> Response {
    let path = request.uri().path().to_owned();
    let done = match (admin(session), id.parse().map(HookId)) {
        (Err(error), _) => Err(error),
        (Ok(_), Err(_)) => Err(Error::NotFound),
        (Ok(session), Ok(id)) => deed(id).await.map_err(Error::from).map(|()| {
            tracing::info!(path, user = session.user.id.0, "a hook was changed");
        }),
    };
    match done {
        Ok(()) => Redirect::to(HERE).into_response(),
        Err(error) => refuse(banter, &error, request).await,
    }
}

async fn page(banter: &Banter, session: &Session) -> Result<Hooks, Error> {
    let rooms = banter.rooms.all_of(&session.user).await?.into_iter();
    let rooms = rooms.filter(|room| room.kind == RoomKind::Room).map(|room| room.name).collect();
    let bots = banter.store.bots().await?.into_iter().map(|bot| bot.name).collect();
    let incoming = banter.store.hooks_in().await?.into_iter();
    let incoming = incoming
        .map(|hook| Incoming { id: hook.id.0, name: hook.name, room: hook.room_name })
        .collect();
    let newest = banter.store.newest().await?;
    let outgoing = banter.store.hooks_out().await?.into_iter();
    let outgoing = outgoing.map(|hook| shown(banter, hook, newest)).collect();
    Ok(Hooks { incoming, outgoing, rooms, bots, ..Hooks::default() })
}

fn shown(banter: &Banter, hook: HookOut, newest: i64) -> Outgoing {
    let behind = banter.hooks.behind(&hook, newest);
    let HookOut { id, name, url, of, of_name, failing, .. } = hook;
    let host = Url::parse(&url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    let of = match of {
        Part::Room(_) => of_name,
        Part::Mentions(_) => of_name.map(|bot| format!("@{bot}")),
    };
    let failing = failing.map(|failing| Failing {
        since: clock::timestamp(failing.since),
        next: (!failing.paused).then(|| clock::timestamp(failing.next)),
        trouble: match failing.trouble {
            store::Trouble::Inside => Trouble::Inside,
            store::Trouble::Unreachable => Trouble::Unreachable,
            store::Trouble::Slow => Trouble::Slow,
            store::Trouble::Broken => Trouble::Broken,
            store::Trouble::Status(status) => Trouble::Status(status),
        },
    });
    Outgoing { id: id.0, name, host, of, behind, failing }
}
