//! `/api/session`: who asks.

use std::sync::Arc;

use app::event::User;
use app::http::Viewer;
use axum::Json;
use axum::extract::State;

use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::Error;
use crate::store::Session;

/// `GET /api/session`: the viewer, as the page's first render knows them.
pub async fn show(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
) -> Result<Json<Viewer>, Error> {
    let session = session.ok().map(|SignedIn(session)| session);
    Ok(Json(viewer(&banter, session.as_ref()).await?))
}

/// Who looks, and what may be offered to them.
pub(crate) async fn viewer(banter: &Banter, session: Option<&Session>) -> Result<Viewer, Error> {
    let Some(session) = session else {
        if !banter.store.has_accounts().await? {
            return Ok(Viewer::Nobody);
        }
        let registration_open = banter.config.registration.is_open(banter.address);
        return Ok(Viewer::SignedOut { registration_open });
    };
    Ok(Viewer::SignedIn {
        user: User { name: session.user.name.as_ref().to_owned(), admin: session.admin },
        limits: banter.limits(),
        rooms: banter.rooms.all_of(&session.user).await?,
    })
}
