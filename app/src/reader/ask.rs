//! Having something read.

use js_sys::Promise;
use records::import::{ReadError, Table};
use wasm_bindgen::JsValue;
use web_sys::File;

use super::PictureError;
use super::work::{Job, Read};
use crate::bridge::spawn::Kind;
use crate::bridge::throwaway::{Broken, Throwaway};

/// Reads a list; nothing if the reader could not be fetched.
pub(crate) async fn read_table(name: String, bytes: Vec<u8>) -> Option<Result<Table, ReadError>> {
    match read(&Job::Table { name, bytes }, None).await {
        Ok(Read::Table(table)) => Some(table),
        Err(Broken::NotStarted) => None,
        Ok(Read::Picture(_)) | Err(Broken::Stopped) => Some(Err(ReadError::NotATable)),
    }
}

/// Reads the code in a picture, which never comes into the page; nothing if the reader could not be fetched.
pub(crate) async fn read_picture(file: &File) -> Option<Result<String, PictureError>> {
    match read(&Job::Picture, Some(file)).await {
        Ok(Read::Picture(text)) => Some(text),
        Err(Broken::NotStarted) => None,
        Ok(Read::Table(_)) | Err(Broken::Stopped) => Some(Err(PictureError::NoPicture)),
    }
}

async fn read(job: &Job, file: Option<&File>) -> Result<Read, Broken> {
    // Its worker gets the module itself: nobody else has a use for it.
    let module = Promise::resolve(&JsValue::NULL);
    Throwaway::new(Kind::Reader, module)?.run(job, file).await
}
