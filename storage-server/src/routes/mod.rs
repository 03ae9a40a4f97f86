//! One endpoint a file; what they are called is said once, in `wire`.

mod inbox;
mod keyring;
mod mailbox;
mod packet;
mod pages;
mod space;
mod status;
mod sync;

use actix_web::{HttpResponse, Resource, ResponseError, web};
use wire::ProblemKind;

use crate::failure::Failure;

/// All endpoints, under `/v1`.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    let scope = web::scope("/v1")
        .service(at(wire::status::PATH).route(web::post().to(status::status)))
        .service(at(wire::sync::PATH).route(web::post().to(sync::sync)))
        .service(at(wire::keyring::READ).route(web::post().to(keyring::read)))
        .service(at(wire::keyring::WRITE).route(web::post().to(keyring::write)))
        .service(at(wire::keyring::MOVE).route(web::post().to(keyring::change_place)))
        .service(at(wire::space::CREATE).route(web::post().to(space::create)))
        .service(at(wire::space::APPEND).route(web::post().to(space::append)))
        .service(at(wire::space::MANAGE).route(web::post().to(space::manage)))
        .service(at(wire::space::STAGE).route(web::post().to(space::stage)))
        .service(at(wire::space::COMMIT).route(web::post().to(space::commit)))
        .service(at(wire::above::PATH).route(web::post().to(space::above)))
        .service(at(wire::space::RESUME).route(web::post().to(space::resume)))
        .service(at(wire::space::ENVELOPES).route(web::post().to(space::envelopes)))
        .service(at(wire::inbox::POST).route(web::post().to(inbox::post)))
        .service(at(wire::inbox::READ).route(web::post().to(inbox::read)))
        .service(at(wire::inbox::REMOVE).route(web::post().to(inbox::remove)))
        .service(at(wire::packet::PUT).route(web::post().to(packet::put)))
        .service(at(wire::packet::LIST).route(web::post().to(packet::list)))
        .service(at(wire::packet::READ).route(web::post().to(packet::read)))
        .service(at(wire::packet::REMOVE).route(web::post().to(packet::remove)))
        .service(at(wire::pages::PUT).route(web::post().to(pages::put)))
        .service(at(wire::pages::KEEP).route(web::post().to(pages::keep)))
        .service(at(wire::pages::READ).route(web::post().to(pages::read)))
        .service(at(wire::mailbox::CREATE).route(web::post().to(mailbox::create)))
        .service(at(wire::mailbox::POST).route(web::post().to(mailbox::post)))
        .service(at(wire::mailbox::READ).route(web::post().to(mailbox::read)))
        .default_service(web::to(unknown));
    config.service(scope);
}

/// An endpoint that only takes POST.
fn at(name: &str) -> Resource {
    web::resource(format!("/{name}")).default_service(web::to(method))
}

async fn unknown() -> HttpResponse {
    Failure::from(ProblemKind::Unknown).error_response()
}

async fn method() -> HttpResponse {
    Failure::from(ProblemKind::Method).error_response()
}
