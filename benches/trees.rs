//! Ensembles of trees that other libraries grew, for `benches/peers/trees.py`, which times them in their own library.
//!
//! `STEADFAST_PEER_DATA` is a folder with one folder a model: `model`, the file as the library wrote it, `rows.f64`, the
//! cells, row after row, little-endian, and `answers.f64`, the raw scores of the library. Without it, LightGBM's model
//! of bike rentals is timed.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use steadfast::import::{ImportedTrees, lightgbm, xgboost};
use steadfast::prelude::*;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/lgb_poisson_bikeshare");
/// Rows of the shipped model, all of one kind: it is timed only to see that this program runs.
const SHIPPED_ROWS: usize = 1000;

/// A model and the rows it is asked for.
struct Work {
    name: String,
    file: Vec<u8>,
    model: ImportedTrees,
    rows: Matrix,
}

fn read(file: &[u8]) -> Result<ImportedTrees, Error> {
    if file.starts_with(b"tree") { lightgbm::read(file) } else { xgboost::read(file) }
}

fn matrix(model: &ImportedTrees, cells: Vec<f64>) -> Result<Matrix, Error> {
    Matrix::from_row_major(model.columns().clone(), cells)
}

fn shipped() -> Result<Vec<Work>, Error> {
    let file = std::fs::read(Path::new(SHIPPED).join("model.txt")).expect("the case is shipped");
    let model = read(&file)?;
    let width = model.columns().len();
    let rows = matrix(&model, (0..SHIPPED_ROWS * width).map(|cell| (cell % 17) as f64).collect())?;
    Ok(vec![Work { name: "shipped".to_owned(), file, model, rows }])
}

fn numbers(file: &Path) -> Vec<f64> {
    let bytes = std::fs::read(file).expect("numbers of the model");
    bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
}

fn work() -> Result<Vec<Work>, Error> {
    let Some(folder) = std::env::var_os("STEADFAST_PEER_DATA") else { return shipped() };
    let entries = std::fs::read_dir(folder).expect("a folder of models");
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let one = |folder: &PathBuf| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = std::fs::read(folder.join("model")).expect("a model");
        let model = read(&file)?;
        let rows = matrix(&model, numbers(&folder.join("rows.f64")))?;
        let answers = numbers(&folder.join("answers.f64"));
        let ours = model.ensemble().raw_scores(&rows)?;
        let same = ours.iter().zip(&answers).filter(|(a, b)| a.to_bits() == b.to_bits()).count();
        assert_eq!((same, ours.len()), (answers.len(), answers.len()), "the bits of {name}");
        Ok(Work { name, file, model, rows })
    };
    folders.iter().map(one).collect()
}

fn trees(c: &mut Criterion) {
    let work = work().expect("models that are read");
    let mut group = c.benchmark_group("batch");
    for Work { name, model, rows, .. } in &work {
        group.throughput(Throughput::Elements(rows.rows() as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| model.ensemble().raw_scores(black_box(rows)));
        });
    }
    group.finish();

    let mut group = c.benchmark_group("one row");
    for Work { name, model, rows, .. } in &work {
        let some: Vec<Matrix> = (0..rows.rows().min(1000))
            .map(|row| matrix(model, rows.row(row).to_vec()).expect("a row"))
            .collect();
        group.throughput(Throughput::Elements(1));
        let mut next = some.iter().cycle();
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| model.ensemble().raw_scores(black_box(next.next().expect("a cycle"))));
        });
    }
    group.finish();

    let mut group = c.benchmark_group("load");
    for Work { name, file, .. } in &work {
        group.throughput(Throughput::Bytes(file.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| read(black_box(file)));
        });
    }
    group.finish();
}

criterion_group!(benches, trees);
criterion_main!(benches);
