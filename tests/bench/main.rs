//! What is promised in numbers, measured against the same work done without us. `cargo xtask bench [FIGURE…]` runs this.

mod corpus;
mod counting;
mod draw;
mod figure;
mod figures;
mod office;
mod stored;
mod timing;
mod tree;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use figure::Figure;

#[derive(Parser)]
struct Options {
    /// The figures to measure; all of them if none is named
    figures: Vec<String>,
    /// Contacts to measure them on, as CSV; generated ones if none is named
    #[arg(long)]
    data: Option<PathBuf>,
    /// The file to write when everything is measured
    #[arg(long)]
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(Err(error)) = options.data.as_deref().map(corpus::take) {
        println!("{error:#}");
        return ExitCode::FAILURE;
    }
    let wanted = options.figures;
    let start = Instant::now();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "Load of this machine before: {}",
        load.split(' ').next().unwrap_or("?")
    );
    println!("{}", figure::head());
    let (mut measured, mut broken): (Vec<Figure>, u32) = (Vec::new(), 0);
    for (name, measure) in figures::ALL {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == name) {
            continue;
        }
        match measure() {
            Ok(figures) => {
                for figure in &figures {
                    println!("{}", figure.line());
                }
                measured.extend(figures);
            }
            Err(error) => {
                broken += 1;
                println!("{name} could not be measured: {error:#}");
            }
        }
    }
    println!("Took {} s.", start.elapsed().as_secs());
    if let (Some(file), true) = (options.out, wanted.is_empty()) {
        let list: Vec<_> = measured.iter().map(Figure::json).collect();
        let written = serde_json::to_vec_pretty(&list)
            .map_err(std::io::Error::from)
            .and_then(|bytes| std::fs::write(&file, bytes));
        match written {
            Ok(()) => println!("The same is in {}.", file.display()),
            Err(error) => {
                broken += 1;
                println!("{} can't be written: {error}", file.display());
            }
        }
    }
    if broken == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
