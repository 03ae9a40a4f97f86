//! The project's commands: `cargo xtask serve`, `test`, `bench` and `bundle`.

mod bench;
mod bundle;
mod demo;
mod paths;
mod run;
mod serve;
mod suites;
mod tally;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run and test Skrynia.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and run it at http://127.0.0.1:8080/
    Serve(serve::Options),
    /// Check and test everything; ends with 'N passed, N failed'
    Test(test::Options),
    /// Measure what is promised in numbers; writes target/bench.json
    Bench(bench::Options),
    /// Build only what the browser downloads, into target/bundle
    Bundle,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve(options) => serve::serve(&options),
        Command::Test(options) => {
            return if test::test(&options).is_clean() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            };
        }
        Command::Bench(options) => bench::bench(&options),
        Command::Bundle => bundle::bundle().map(|bundle| bundle.describe()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nStopped: {error:#}");
            ExitCode::FAILURE
        }
    }
}
