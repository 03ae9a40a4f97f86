//! What the browser downloads: three WebAssembly modules, their glue and the static files, gathered in target/bundle.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::SystemTime;

use anyhow::{Context, Result, anyhow, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

use crate::paths;
use crate::run::{cargo, command, exists, output, run, step};

const TARGET: &str = "wasm32-unknown-unknown";

/// The modules, in the order in which a browser asks for them; the last one only when there is something to read.
const PARTS: [&str; 3] = ["page", "vault", "reader"];

/// A finished bundle.
pub(crate) struct Bundle {
    /// The folder a server serves.
    pub(crate) folder: PathBuf,
    /// Each module over an onion address, and where Brotli is taken.
    wasm_bytes: Vec<[u64; 2]>,
}

impl Bundle {
    /// Says where the bundle is.
    pub(crate) fn describe(&self) {
        println!(
            "The bundle is in {}. KiB of WebAssembly over an onion address, and where Brotli is taken:",
            self.folder.display()
        );
        for (part, bytes) in PARTS.iter().zip(&self.wasm_bytes) {
            let [gzip, brotli] = bytes.map(|bytes| bytes.div_ceil(1024));
            println!("  {part:<6} {gzip:>5} {brotli:>5}");
        }
    }
}

/// Builds the bundle; quick when nothing has changed.
pub(crate) fn bundle() -> Result<Bundle> {
    ensure_target()?;
    // Two at once would clear the folder under each other's hands.
    fs::create_dir_all(paths::target())?;
    let turn = fs::File::create(paths::target().join("bundle.lock"))?;
    turn.lock()?;
    step("building the app for the browser", || {
        run(cargo()
            .args([
                "build",
                "--quiet",
                "--package",
                "app",
                "--bins",
                "--target",
                TARGET,
            ])
            .args(["--profile", "web"]))
    })?;
    let bound = paths::target().join("web-bindgen");
    step("binding it to JavaScript", || bind_all(&bound))?;
    gather(&bound)
}

/// Binds what isn't bound yet, all at once: most of it is Brotli, which knows one core.
fn bind_all(bound: &Path) -> Result<()> {
    thread::scope(|scope| {
        let threads = PARTS.map(|part| {
            scope.spawn(move || {
                let module = paths::target()
                    .join(TARGET)
                    .join("web")
                    .join(format!("{part}.wasm"));
                let bound = bound.join(part);
                if is_older(&bound.join(wasm(part)), &module) {
                    bind(part, &module, &bound)?;
                }
                anyhow::Ok(())
            })
        });
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| bail!("binding a module panicked"))
        })
    })
}

/// What a module is called for browsers.
fn wasm(part: &str) -> String {
    format!("{part}_bg.wasm")
}

/// Installs the compiler's WebAssembly target if it isn't there.
fn ensure_target() -> Result<()> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?.ok_or_else(|| {
        anyhow!("there is no rustc here: install Rust from https://rustup.rs, then run this again")
    })?;
    if Path::new(&sysroot)
        .join("lib/rustlib")
        .join(TARGET)
        .is_dir()
    {
        return Ok(());
    }
    if !exists("rustup") {
        bail!(
            "this Rust has no {TARGET} target and there is no rustup to add it; install that target, then run this again"
        );
    }
    step("installing Rust's WebAssembly target", || {
        run(command("rustup").args(["target", "add", TARGET]))
    })
}

/// Writes the module and its JavaScript glue, as the `wasm-bindgen` tool does.
fn bind(part: &str, module: &Path, bound: &Path) -> Result<()> {
    if bound.exists() {
        fs::remove_dir_all(bound)?;
    }
    fs::create_dir_all(bound)?;
    Bindgen::new()
        .input_path(module)
        .out_name(part)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(bound)
        .context("wasm-bindgen refused the module")?;
    compress(&bound.join(format!("{part}.js")))?;
    // The last thing made: without it all of this is done again.
    shrink(&bound.join(wasm(part)))?;
    compress(&bound.join(wasm(part)))
}

/// Lets binaryen make the module smaller where it is installed. A module it can't read stays as it is.
fn shrink(module: &Path) -> Result<()> {
    if !exists("wasm-opt") {
        return Ok(());
    }
    let smaller = module.with_extension("smaller");
    let status = command("wasm-opt")
        .arg("-Oz")
        .arg(module)
        .arg("-o")
        .arg(&smaller)
        .stderr(Stdio::null())
        .status()?;
    if status.success() {
        fs::rename(&smaller, module)?;
    } else {
        println!("  wasm-opt could not read the module; it stays as it is");
    }
    Ok(())
}

/// Writes the compressed forms of a file beside it. Browsers take Brotli over HTTPS and from a loopback address; from an onion
/// address, which is plain HTTP to them, they take gzip alone.
fn compress(file: &Path) -> Result<()> {
    let plain = fs::read(file)?;
    let parameters = brotli::enc::BrotliEncoderParams {
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut plain.as_slice(), &mut compressed, &parameters)?;
    fs::write(beside(file, ".br"), compressed)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&plain)?;
    fs::write(beside(file, ".gz"), gzip.finish()?)?;
    Ok(())
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Puts the modules, the static files and the page into one folder.
fn gather(bound: &Path) -> Result<Bundle> {
    let folder = paths::web();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    copy_folder(&paths::root().join("public"), &folder)?;
    for part in PARTS {
        copy_folder(&bound.join(part), &folder)?;
    }
    let page = fs::read_to_string(paths::root().join("app/index.html"))
        .context("app/index.html can't be read")?;
    fs::write(folder.join("style.css"), style(&page)?)?;
    fs::write(folder.join("index.html"), without_trunk(&page))?;
    for name in ["boot.js", "index.html", "style.css", "worker.js"] {
        compress(&folder.join(name))?;
    }
    let size = |name: &str| anyhow::Ok(fs::metadata(folder.join(name))?.len());
    let wasm_bytes = PARTS
        .map(wasm)
        .iter()
        .map(|name| Ok([size(&format!("{name}.gz"))?, size(&format!("{name}.br"))?]))
        .collect::<Result<_>>()?;
    Ok(Bundle { folder, wasm_bytes })
}

/// The page as trunk would leave it: its own tags, each alone on a line, are gone; its style sheets are one.
fn without_trunk(page: &str) -> String {
    let mut styled = false;
    let mut line = |line: &str| match line {
        line if line.contains("data-trunk rel=\"css\"") && !styled => {
            styled = true;
            "    <link rel=\"stylesheet\" href=\"style.css\">\n".to_owned()
        }
        line if line.contains("data-trunk") => String::new(),
        line => format!("{line}\n"),
    };
    page.lines().map(&mut line).collect()
}

/// The style sheets that the page names for trunk, one after the other: one request instead of many.
fn style(page: &str) -> Result<String> {
    let names = page
        .lines()
        .filter(|line| line.contains("data-trunk rel=\"css\""))
        .filter_map(|line| line.split('"').nth(3));
    names
        .map(|name| {
            fs::read_to_string(paths::root().join("app").join(name))
                .with_context(|| format!("app/{name} can't be read"))
        })
        .collect()
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} can't be read", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Whether `made` must be made again from `source`.
fn is_older(made: &Path, source: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let tool = std::env::current_exe()
        .ok()
        .as_deref()
        .and_then(time)
        .unwrap_or(SystemTime::UNIX_EPOCH);
    match (time(made), time(source)) {
        (Some(made), Some(source)) => made < source || made < tool,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::without_trunk;

    #[test]
    fn trunks_tags_leave_the_page() {
        let page = "<head>\n<link data-trunk rel=\"rust\">\n<title>x</title>\n";
        assert_eq!(without_trunk(page), "<head>\n<title>x</title>\n");
    }

    #[test]
    fn many_style_sheets_become_one() {
        let page = "<link data-trunk rel=\"css\" href=\"a.css\">\n<link data-trunk rel=\"css\" href=\"b.css\">\n";
        assert_eq!(
            without_trunk(page),
            "    <link rel=\"stylesheet\" href=\"style.css\">\n"
        );
    }
}
