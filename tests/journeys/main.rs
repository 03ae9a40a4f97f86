//! What people do, in both browsers, against the real server.

mod one_module;
