//! Reads a bundle's directory.

use std::io;
use std::path::Path;

use actix_web::web::Bytes;
use keys::sha256;

use super::media::media;
use super::{Bundle, Compressed, File};

/// What compressed files are called, and HTTP's word for it. Over plain HTTP, which an onion service is, browsers take no Brotli.
const FORMS: [(&str, &str); 2] = [("br", "br"), ("gz", "gzip")];

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
        } else if kind.is_file() && !(name.starts_with('.') || is_compressed(&name)) {
            let (bytes, etag) = read(&entry.path())?;
            bundle.0.insert(
                path.clone(),
                File {
                    bytes,
                    etag,
                    media: media(&path),
                    compressed: compressed(directory, &name)?,
                },
            );
        }
    }
    Ok(())
}

fn is_compressed(name: &str) -> bool {
    FORMS.iter().any(|(ending, _)| {
        name.strip_suffix(ending)
            .is_some_and(|rest| rest.ends_with('.'))
    })
}

/// The compressed forms that lie beside a file.
fn compressed(directory: &Path, name: &str) -> io::Result<Vec<Compressed>> {
    let mut forms = Vec::new();
    for (ending, encoding) in FORMS {
        let file = directory.join(format!("{name}.{ending}"));
        if std::fs::symlink_metadata(&file).is_ok_and(|file| file.is_file()) {
            let (bytes, etag) = read(&file)?;
            forms.push(Compressed {
                encoding,
                bytes,
                etag,
            });
        }
    }
    Ok(forms)
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
