//! Reads a bundle's directory.

use std::io;
use std::path::Path;

use actix_web::web::Bytes;
use keys::sha256;

use super::media::media;
use super::{Bundle, File};

/// Every regular file below the directory. Links are left out: nothing from outside is ever served.
///
/// # Errors
/// If the directory can't be read or has no `index.html`.
pub(crate) fn load(directory: &Path) -> io::Result<Bundle> {
    let mut bundle = Bundle::default();
    add(&mut bundle, directory, "")?;
    if !bundle.0.contains_key("index.html") {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            "the bundle has no index.html",
        ));
    }
    Ok(bundle)
}

fn add(bundle: &mut Bundle, directory: &Path, prefix: &str) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let kind = entry.file_type()?;
        let path = format!("{prefix}{name}");
        if kind.is_dir() {
            add(bundle, &entry.path(), &format!("{path}/"))?;
        } else if kind.is_file() && !(name.starts_with('.') || name.ends_with(".br")) {
            let (bytes, etag) = read(&entry.path())?;
            let compressed = directory.join(format!("{name}.br"));
            let plain = std::fs::symlink_metadata(&compressed).is_ok_and(|file| file.is_file());
            let brotli = if plain {
                Some(read(&compressed)?)
            } else {
                None
            };
            bundle.0.insert(
                path.clone(),
                File {
                    bytes,
                    etag,
                    media: media(&path),
                    brotli,
                },
            );
        }
    }
    Ok(())
}

fn read(file: &Path) -> io::Result<(Bytes, String)> {
    let bytes = std::fs::read(file)?;
    let hash = sha256(&[&bytes]).0;
    let short: String = hash
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok((bytes.into(), format!("\"{short}\"")))
}
