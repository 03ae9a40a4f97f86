//! What people do, in both browsers, against the real server.

mod elsewhere;
mod import;
mod inert;
mod plain;
mod screens;
mod seizure;
mod steps;
mod thread;
mod watched;
