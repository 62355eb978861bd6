//! Reads files changed at random, as many as asked for, and tells what came of them.
//!
//!   mutate --reader NAME --count N --seed N --corpus DIR [--largest BYTES] [--threads N] [--only NUMBER]
//!
//! Ends with status 1 when a reader panicked, was slower than 100 ms or took more memory than a file is worth, and names
//! the files by number; `--only NUMBER` makes such a file again and writes it to standard output.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use steadfast_fuzz::mutate::Corpus;
use steadfast_fuzz::{Draw, LONGEST, Reader};

/// How many files a thread takes at a time.
const PART: u64 = 1000;
/// A file of which nothing is heard for so long is taken for one without end.
const ENDLESS: Duration = Duration::from_secs(30);

struct Asked {
    reader: Reader,
    count: u64,
    seed: u64,
    corpus: PathBuf,
    largest: u64,
    threads: usize,
    only: Option<u64>,
}

fn asked() -> Result<Asked, String> {
    let mut words = std::env::args().skip(1);
    let mut given = BTreeMap::new();
    while let Some(name) = words.next() {
        given.insert(name.clone(), words.next().ok_or(format!("{name} has no value"))?);
    }
    let mut take = |name: &str, usual: Option<&str>| {
        let value = given.remove(name).or(usual.map(str::to_owned));
        value.ok_or(format!("{name} is missing"))
    };
    let number = |text: String| text.parse::<u64>().map_err(|e| format!("{text}: {e}"));
    let name = take("--reader", None)?;
    let reader = Reader::ALL.iter().find(|(known, _)| *known == name);
    let asked = Asked {
        reader: reader.ok_or(format!("no reader {name}"))?.1,
        count: number(take("--count", Some("100000"))?)?,
        seed: number(take("--seed", Some("1"))?)?,
        corpus: take("--corpus", None)?.into(),
        largest: number(take("--largest", Some("30000"))?)?,
        threads: number(take("--threads", Some("2"))?)?.max(1) as usize,
        only: take("--only", None).ok().map(number).transpose()?,
    };
    given.into_keys().next().map_or(Ok(asked), |name| Err(format!("{name} is not known")))
}

/// All files below a folder whose names end so, in the order of their paths.
fn files(folder: &Path, asked: &Asked, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            files(&path, asked, found)?;
        } else if path.extension().is_some_and(|end| end == asked.reader.ending())
            && entry.metadata()?.len() <= asked.largest
        {
            found.push(path);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    accepted: u64,
    refused: u64,
    panics: u64,
    excesses: u64,
    slow: u64,
    slowest: (Duration, u64),
    /// As a share of what is allowed: while reading, and until there are answers.
    read_memory: (f64, u64),
    memory: (f64, u64),
    /// What to tell of each kind of trouble, once.
    troubles: BTreeMap<String, u64>,
}

fn more<T: PartialOrd>(mine: &mut (T, u64), theirs: (T, u64)) {
    if theirs.0 > mine.0 {
        *mine = theirs;
    }
}

impl Tally {
    fn merge(&mut self, other: Tally) {
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.panics += other.panics;
        self.excesses += other.excesses;
        self.slow += other.slow;
        more(&mut self.slowest, other.slowest);
        more(&mut self.read_memory, other.read_memory);
        more(&mut self.memory, other.memory);
        for (trouble, at) in other.troubles {
            self.troubles.entry(trouble).or_insert(at);
        }
    }

    fn file(&mut self, reader: Reader, file: &[u8], number: u64) {
        let mut least = Duration::MAX;
        let mut outcome = None;
        // What else the machine does is not the file's: the least of three counts for a slow one.
        for _ in 0..3 {
            let start = Instant::now();
            outcome = Some(catch_unwind(AssertUnwindSafe(|| reader.judge(file, || ()))));
            least = least.min(start.elapsed());
            if least <= LONGEST / 10 {
                break;
            }
        }
        more(&mut self.slowest, (least, number));
        if least > LONGEST {
            self.slow += 1;
            self.troubles.entry("slow".to_owned()).or_insert(number);
        }
        match outcome {
            Some(Ok(judged)) => {
                let allowed = reader.allowed(file.len()) as f64;
                *(if judged.accepted { &mut self.accepted } else { &mut self.refused }) += 1;
                let share = judged.read_peak as f64 / allowed;
                more(&mut self.read_memory, (share, number));
                more(&mut self.memory, (judged.peak as f64 / allowed, number));
                if share > 1.0 {
                    self.excesses += 1;
                    self.troubles.entry("memory".to_owned()).or_insert(number);
                }
            }
            Some(Err(payload)) => {
                self.panics += 1;
                self.troubles.entry(told(&*payload)).or_insert(number);
            }
            None => {}
        }
    }
}

thread_local! {
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

fn told(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().cloned();
    let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    let text: String = text.unwrap_or_default().chars().take(80).collect();
    PLACE.with_borrow(|place| format!("panic at {place}: {text}"))
}

fn main() -> Result<(), String> {
    let asked = asked()?;
    let mut paths = Vec::new();
    files(&asked.corpus, &asked, &mut paths).map_err(|e| e.to_string())?;
    let read = paths.iter().filter_map(|path| std::fs::read(path).ok());
    let corpus = Corpus::of(asked.reader, read).ok_or("no file of the corpus is read")?;
    let made = |number| corpus.changed(&mut Draw::new(asked.seed, number));
    if let Some(number) = asked.only {
        return std::io::stdout().write_all(&made(number)).map_err(|e| e.to_string());
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        PLACE.with_borrow_mut(|known| *known = place);
    }));
    let (start, next) = (Instant::now(), AtomicU64::new(0));
    // What each thread is at, and since when, so that one that does not return is found.
    let at: Vec<AtomicU64> = (0..asked.threads).map(|_| AtomicU64::new(u64::MAX)).collect();
    let work = |at: &AtomicU64| {
        let mut tally = Tally::default();
        loop {
            let first = next.fetch_add(PART, Ordering::Relaxed);
            if first >= asked.count {
                at.store(u64::MAX, Ordering::Relaxed);
                return tally;
            }
            for number in first..(first + PART).min(asked.count) {
                at.store(number, Ordering::Relaxed);
                tally.file(asked.reader, &made(number), number);
            }
        }
    };
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> = at.iter().map(|at| scope.spawn(move || work(at))).collect();
        let mut seen = vec![(u64::MAX, Instant::now()); threads.len()];
        while threads.iter().any(|thread| !thread.is_finished()) {
            std::thread::sleep(Duration::from_millis(200));
            for (seen, at) in seen.iter_mut().zip(&at) {
                let now = at.load(Ordering::Relaxed);
                if seen.0 != now {
                    *seen = (now, Instant::now());
                } else if now != u64::MAX && seen.1.elapsed() > ENDLESS {
                    println!("file {now} does not end");
                    std::process::exit(1);
                }
            }
        }
        for thread in threads {
            tally.merge(thread.join().unwrap_or_default());
        }
    });
    let (least, most) = corpus.sizes();
    let taken = start.elapsed();
    println!("{} files of {least} to {most} bytes, seed {}", corpus.len(), asked.seed);
    println!(
        "read {} changed files in {:.1} s: {} accepted, {} refused, {} panics",
        asked.count,
        taken.as_secs_f64(),
        tally.accepted,
        tally.refused,
        tally.panics
    );
    println!(
        "slowest {:.2} ms (file {}), {} over {} ms",
        tally.slowest.0.as_secs_f64() * 1e3,
        tally.slowest.1,
        tally.slow,
        LONGEST.as_millis()
    );
    println!(
        "memory {:.3} of what is allowed (file {}) while reading, {:.3} (file {}) with answers; {} over",
        tally.read_memory.0, tally.read_memory.1, tally.memory.0, tally.memory.1, tally.excesses
    );
    for (trouble, number) in &tally.troubles {
        println!("file {number}: {trouble}");
    }
    if tally.troubles.is_empty() { Ok(()) } else { Err("trouble was found".to_owned()) }
}
