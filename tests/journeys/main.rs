//! What people do, in both browsers, against the real server.

mod collector;
mod compare;
mod elsewhere;
mod import;
mod inert;
mod moved;
mod offline;
mod picture;
mod plain;
mod removed;
mod same;
mod screens;
mod screens_members;
mod seizure;
mod spelled;
mod thread;
mod watched;

use tests::steps;
