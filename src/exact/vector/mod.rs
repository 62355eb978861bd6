//! Kernels compiled for several vector units, the best of which is chosen when they run.
//!
//! **Why the bits are the same.** All of them are one source text. Rust fixes the result of every addition,
//! multiplication and comparison; a compiler may put neighbours side by side in a wider register, and may
//! neither regroup additions nor fuse them with multiplications. What each kernel leaves to the width of
//! a register is therefore time alone. Most of them go further and compute what is exact, so that there is
//! nothing to round.
//!
//! One kernel, `products::words`, is written for one kind of CPU: it adds up integers, which no order changes.
//!
//! This is the one module of the crate with `unsafe` code: the call of a function that was compiled
//! for a CPU feature, after the CPU has said that it has it, and the copies of arrays to registers and back.
//!
//! | file | what it holds |
//! |---|---|
//! | `coarse` | products of columns of 12-bit whole numbers |
//! | `digits` | exact sums, squares and products of long slices, by digits that fit a float |
//! | `distances` | distances of one row to many that lie in columns |
//! | `factor` | products subtracted from rows of a matrix that is factorised |
//! | `functions` | elementary functions of slices |
//! | `lengths` | lengths of rows that lie in columns |
//! | `products` | all products of columns of 48-bit whole numbers |
//! | `project` | dot products of rows that lie in columns |
//! | `range` | the ends of many numbers |
//! | `rotate` | a sweep of Jacobi's rotations |
//! | `rounded` | sums of products that are rounded to one unit |
//! | `select` | trees over blocks of rows |

#![allow(
    unsafe_code,
    reason = "calls what was compiled for a feature of the CPU, having asked for it"
)]

/// Declares a function that runs as compiled for AVX-512, for AVX2 or for the least CPU of the target.
macro_rules! vectorised {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $output:ty)? $body:block
    ) => {
        $(#[$attribute])*
        $visibility fn $name($($argument: $type),*) $(-> $output)? {
            #[inline(always)]
            fn body($($argument: $type),*) $(-> $output)? $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
                fn avx512($($argument: $type),*) $(-> $output)? {
                    body($($argument),*)
                }
                #[target_feature(enable = "avx2")]
                fn avx2($($argument: $type),*) $(-> $output)? {
                    body($($argument),*)
                }
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                {
                    // SAFETY: the function is safe but for the four features it was compiled for, which the
                    // CPU has, and the operating system keeps their registers: both were just asked.
                    return unsafe { avx512($($argument),*) };
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: as above, of one feature.
                    return unsafe { avx2($($argument),*) };
                }
            }
            body($($argument),*)
        }
    };
}

pub(super) mod coarse;
pub(super) mod digits;
pub(crate) mod distances;
pub(super) mod factor;
pub(crate) mod functions;
pub(crate) mod lengths;
pub(crate) mod nearest;
pub(super) mod products;
pub(crate) mod project;
pub(crate) mod range;
pub(crate) mod rotate;
pub(super) mod rounded;
pub(crate) mod select;
