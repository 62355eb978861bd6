//! Files that are nearly right.
//!
//! A file of the corpus is changed one to eight times: in its own terms (a token, a line, a value, a member, an array
//! whose count still fits) as often as in bytes. [`Draw`] decides everything, so a file is made again by its number.

mod artifact;
mod bytes;
mod json;
mod lines;
mod protobuf;
mod tokens;
mod ubjson;

use crate::{Draw, Reader};

/// Files that a reader takes as they are.
pub struct Corpus {
    reader: Reader,
    files: Vec<Vec<u8>>,
}

/// What changes may take from another file.
type Files<'a> = &'a [Vec<u8>];

impl Corpus {
    /// Keeps the files that the reader takes; `None` when it takes none.
    #[must_use]
    pub fn of(reader: Reader, files: impl IntoIterator<Item = Vec<u8>>) -> Option<Corpus> {
        let taken = |file: &Vec<u8>| reader.judge(file, || ()).accepted;
        let files: Vec<Vec<u8>> = files.into_iter().filter(taken).collect();
        (!files.is_empty()).then_some(Corpus { reader, files })
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The sizes of the smallest and the largest file.
    #[must_use]
    pub fn sizes(&self) -> (usize, usize) {
        let sizes = || self.files.iter().map(Vec::len);
        (sizes().min().unwrap_or(0), sizes().max().unwrap_or(0))
    }

    /// A file made of one of them, by what is drawn.
    #[must_use]
    pub fn changed(&self, draw: &mut Draw) -> Vec<u8> {
        let file = draw.pick(&self.files).clone();
        let most = 2 * file.len() + (4 << 10);
        if self.reader == Reader::Artifact {
            return artifact::change(file, &self.files, draw);
        }
        let mut file = file;
        for _ in 0..times(draw) {
            match self.reader {
                _ if draw.once_in(3) => bytes::change(&mut file, &self.files, draw),
                Reader::Lightgbm => lines::change(&mut file, &self.files, draw),
                Reader::XgboostUbjson => ubjson::change(&mut file, &self.files, draw),
                Reader::Onnx => protobuf::change(&mut file, &self.files, draw),
                _ => json::change(&mut file, &self.files, draw),
            }
            file.truncate(most);
        }
        file
    }
}

/// Once half of the time, twice a quarter of it, and so on up to eight times.
fn times(draw: &mut Draw) -> u32 {
    1 + draw.word().trailing_ones().min(7)
}
