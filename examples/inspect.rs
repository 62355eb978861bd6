//! What is in an artifact: schema, stages, metrics, provenance, size, digest.
//!
//! ```sh
//! inspect FILE [--mermaid]
//! ```
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let (mut file, mut mermaid) = (None, false);
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            lexopt::Arg::Long("mermaid") => mermaid = true,
            lexopt::Arg::Value(path) if file.is_none() => file = Some(path),
            other => return Err(other.unexpected().into()),
        }
    }
    let model = steadfast::load(file.ok_or("usage: inspect FILE [--mermaid]")?)?;
    if mermaid {
        print!("{}", model.diagram().to_mermaid());
    } else {
        print!("{}", model.describe());
        println!("proved: every witness row gives its stored bits in this host");
    }
    Ok(())
}
