//! Reading what people have: lists, and pictures of QR codes. It happens in a worker of a module of its own, which is fetched
//! when somebody has something to read and thrown away with its memory afterwards.

mod ask;
mod qr;
mod work;

pub(crate) use ask::{read_picture, read_table};
pub(crate) use qr::PictureError;
pub(crate) use work::start;
