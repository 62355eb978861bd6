//! Real bad environments, set in a thread of their own: each must be refused by name.
//!
//! x86-64 and aarch64 have a control register that a program may write; wasm32 has none (its
//! arithmetic cannot be changed), and for other targets the register writes are not written here.

use steadfast::exact::{check_environment, check_environment_quick};

#[test]
fn the_environment_of_a_fresh_thread_is_accepted() {
    let answers = std::thread::spawn(|| (check_environment_quick(), check_environment())).join();
    assert_eq!(answers.unwrap(), (Ok(()), Ok(())));
}

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod spoiled {
    use super::*;
    use steadfast::exact::EnvironmentError::{self, *};

    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "no safe code writes the control register")]
    fn exchange_control(set: u64) -> u64 {
        let mut before = 0u32;
        // SAFETY: stmxcsr stores 32 bits to the address of a live, aligned u32 of this frame.
        unsafe { std::arch::asm!("stmxcsr [{}]", in(reg) &raw mut before, options(nostack)) };
        let after = before | set as u32;
        // SAFETY: ldmxcsr reads 32 bits from a live, aligned u32. Only defined bits are set, so it
        // does not fault, and exceptions stay masked as they were. Rust assumes the default
        // environment for its own float operations; between this write and the restoring one
        // only opaque integer-checked probes run, and the thread ends after the restoring one.
        unsafe { std::arch::asm!("ldmxcsr [{}]", in(reg) &raw const after, options(nostack)) };
        u64::from(before)
    }

    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "no safe code writes the control register")]
    fn restore_control(before: u64) {
        let before = before as u32;
        // SAFETY: ldmxcsr reads 32 bits from a live, aligned u32 that holds the register's old value.
        unsafe { std::arch::asm!("ldmxcsr [{}]", in(reg) &raw const before, options(nostack)) };
    }

    #[cfg(target_arch = "aarch64")]
    #[expect(unsafe_code, reason = "no safe code writes the control register")]
    fn exchange_control(set: u64) -> u64 {
        let before: u64;
        // SAFETY: FPCR is readable and writable in user mode; only defined control bits are set.
        // Only opaque probes run before the restoring write, after which the thread ends.
        unsafe {
            std::arch::asm!("mrs {}, fpcr", out(reg) before, options(nostack));
            std::arch::asm!("msr fpcr, {}", in(reg) before | set, options(nostack));
        }
        before
    }

    #[cfg(target_arch = "aarch64")]
    #[expect(unsafe_code, reason = "no safe code writes the control register")]
    fn restore_control(before: u64) {
        // SAFETY: writes back the value FPCR held.
        unsafe { std::arch::asm!("msr fpcr, {}", in(reg) before, options(nostack)) };
    }

    type Answer = Result<(), EnvironmentError>;

    /// The quick and the full check with the control bits set, and the full one once restored.
    fn under(set: u64) -> (Answer, Answer, Answer) {
        std::thread::spawn(move || {
            let before = exchange_control(set);
            let (quick, full) = (check_environment_quick(), check_environment());
            restore_control(before);
            (quick, full, check_environment())
        })
        .join()
        .expect("the probes do not panic")
    }

    fn refused(set: u64, quick: Answer, full: EnvironmentError) {
        assert_eq!(under(set), (quick, Err(full), Ok(())), "control bits {set:#x}");
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn flushing_is_refused_by_name() {
        const DAZ: u64 = 1 << 6;
        const FTZ: u64 = 1 << 15;
        refused(DAZ, Err(DenormalsAreZero), DenormalsAreZero);
        refused(DAZ | FTZ, Err(DenormalsAreZero), DenormalsAreZero);
        // The one departure the quick check leaves to the full one.
        refused(FTZ, Ok(()), FlushToZero);
    }

    #[cfg(target_arch = "aarch64")]
    #[test]
    fn flushing_is_refused_by_name() {
        // FPCR.FZ flushes inputs and results together.
        refused(1 << 24, Err(DenormalsAreZero), DenormalsAreZero);
    }

    #[test]
    fn every_other_rounding_mode_is_refused_by_name() {
        let field = if cfg!(target_arch = "x86_64") { 13 } else { 22 };
        for mode in 1..=3 {
            refused(mode << field, Err(RoundingMode), RoundingMode);
        }
    }

    /// The first wrong state is the one that is named.
    #[test]
    fn messages_name_what_was_found() {
        let field = if cfg!(target_arch = "x86_64") { 13 } else { 22 };
        let (_, full, _) = under(1 << field);
        assert_eq!(
            full.unwrap_err().to_string(),
            "the floating-point environment of this thread does not round to nearest, ties to even"
        );
    }

    /// Everything a service does with a model, under control bits set for real.
    #[cfg(feature = "train")]
    mod at_work {
        use super::*;
        use steadfast::LoadOptions;
        use steadfast::data::{CsvReader, JsonLinesReader};
        use steadfast::prelude::*;

        const CSV: &str = "x,n,port\n0.1,1,S\n0.2,2,C\n,3,S\n0.7,4,Q\n1.3,5,S\n2e-310,6,C\n";

        fn recipe()
        -> impl Fit<Vector, Input = Table, Output = Vector, Fitted: steadfast::artifact::Portable + Sync>
        {
            Impute::mean()
                .then(OneHot::new())
                .then(Standardize::new())
                .then(Assemble::new())
                .then(Ridge::new(0.5))
        }

        fn target() -> Vector {
            Vector::new(vec![1.0, 2.5, 3.1, 0.3, 0.7, 1e-3])
        }

        fn bits(answers: &Vector) -> Vec<u64> {
            answers.values().iter().map(|x| x.to_bits()).collect()
        }

        /// What is done, and the bits it gives.
        type Work<'a> = (&'static str, Box<dyn Fn() -> Result<Vec<u64>, Error> + Sync + 'a>);

        /// In a thread of its own under the control bits, and in the same thread once restored.
        fn twice(set: u64, work: &Work<'_>) -> [Result<Vec<u64>, Error>; 2] {
            std::thread::scope(|scope| {
                let spoiled = scope.spawn(|| {
                    let before = exchange_control(set);
                    let found = (work.1)();
                    restore_control(before);
                    [found, (work.1)()]
                });
                spoiled.join().expect("no work panics")
            })
        }

        fn control_bits() -> Vec<(&'static str, u64)> {
            let field = if cfg!(target_arch = "x86_64") { 13 } else { 22 };
            let mut all = vec![("down", 1 << field), ("up", 2 << field), ("to zero", 3 << field)];
            if cfg!(target_arch = "x86_64") {
                all.extend([("FTZ", 1 << 15), ("DAZ", 1 << 6), ("FTZ and DAZ", 1 << 15 | 1 << 6)]);
            } else {
                all.push(("FZ", 1 << 24));
            }
            all
        }

        /// Refused by name or the same bits: there is no third answer.
        #[test]
        fn every_way_of_using_a_model_is_refused_by_name_or_exact() -> Result<(), Error> {
            let x = CsvReader::new().read_str(CSV)?;
            let model = Training::new().fit(&recipe(), &x, &target())?;
            let bytes = model.to_bytes()?;
            let types = || model.schema().types();
            let json = "{\"x\": 0.1, \"n\": 1, \"port\": \"S\"}\n".repeat(3);
            let record = serde_json::json!({"n": 9_007_199_254_740_993_i64, "port": "S"});
            let mut rows = [0, 1, 2, 3, 4, 5].repeat(700);
            rows.truncate(4000);
            let many = x.take(&rows);
            let batch = |threads| Batch::default().threads(threads).block(100);
            let works: Vec<Work<'_>> = vec![
                (
                    "load",
                    Box::new(|| {
                        let served = LoadOptions::new().from_bytes(&bytes)?.typed::<Vector>()?;
                        Ok(vec![served.witness().len() as u64])
                    }),
                ),
                ("predict", Box::new(|| Ok(bits(&model.predict(&x)?)))),
                (
                    "predict_batch, 1 thread",
                    Box::new(|| Ok(bits(&model.predict_batch(&many, batch(1))?.all()?))),
                ),
                (
                    "predict_batch, 2 threads",
                    Box::new(|| Ok(bits(&model.predict_batch(&many, batch(2))?.all()?))),
                ),
                (
                    "predict_batch, 8 threads",
                    Box::new(|| Ok(bits(&model.predict_batch(&many, batch(8))?.all()?))),
                ),
                ("predict_record", Box::new(|| Ok(bits(&model.predict_record(&record)?)))),
                (
                    "trace",
                    Box::new(|| {
                        let trace = model.trace(&x, 1)?;
                        let last = trace.steps().last().expect("the model is a stage");
                        Ok(last.cells.iter().map(|(_, _, bits)| *bits).collect())
                    }),
                ),
                ("prove", Box::new(|| model.prove().map(|()| vec![]))),
                (
                    "fit",
                    Box::new(|| {
                        let again = Training::new().fit(&recipe(), &x, &target())?;
                        Ok(bits(&again.predict(&x)?))
                    }),
                ),
                (
                    "CSV, then predict",
                    Box::new(|| {
                        Ok(bits(&model.predict(&CsvReader::new().types(types()).read_str(CSV)?)?))
                    }),
                ),
                (
                    "CSV alone",
                    Box::new(|| {
                        let x = CsvReader::new().types(types()).read_str(CSV)?;
                        Ok(x.column("x")?
                            .reals()
                            .unwrap_or_default()
                            .iter()
                            .map(|x| x.to_bits())
                            .collect())
                    }),
                ),
                (
                    "CSV blocks",
                    Box::new(|| {
                        let mut found = Vec::new();
                        for block in
                            CsvReader::new().types(types()).lenient_blocks(CSV.as_bytes(), 2)
                        {
                            found.extend(bits(&model.predict_block(block?, batch(2))?.all()?));
                        }
                        Ok(found)
                    }),
                ),
                (
                    "JSON lines",
                    Box::new(|| {
                        let x = JsonLinesReader::new().types(types()).read_str(&json)?;
                        Ok(bits(&model.predict(&x)?))
                    }),
                ),
            ];
            for work in &works {
                let expected = (work.1)()?;
                for (mode, set) in control_bits() {
                    let [spoiled, restored] = twice(set, work);
                    let about = format!("{} under {mode}", work.0);
                    assert_eq!(restored.expect(&about), expected, "{about}, restored");
                    match spoiled {
                        Ok(found) => assert_eq!(found, expected, "{about}"),
                        Err(Error::Environment(_)) => {}
                        Err(other) => panic!("{about}: refused for another reason: {other}"),
                    }
                }
            }
            Ok(())
        }

        /// Where threads are started from a spoiled one they are spoiled too, and where only a worker
        /// would be, the caller's own thread is still right: nothing is predicted in a wrong one.
        #[test]
        fn a_right_thread_beside_a_spoiled_one_is_right() -> Result<(), Error> {
            let x = CsvReader::new().read_str(CSV)?;
            let model = Training::new().fit(&recipe(), &x, &target())?;
            let expected = bits(&model.predict(&x)?);
            for (mode, set) in control_bits() {
                std::thread::scope(|scope| {
                    let spoiled = scope.spawn(|| {
                        let before = exchange_control(set);
                        let found = model.predict_batch(&x, Batch::default().threads(8).block(1));
                        restore_control(before);
                        found.map(|outcomes| outcomes.rows().len())
                    });
                    let found = model.predict(&x).expect("this thread is right");
                    assert_eq!(bits(&found), expected, "{mode}");
                    let spoiled = spoiled.join().expect("it does not panic");
                    assert!(matches!(spoiled, Err(Error::Environment(_))), "{mode}: {spoiled:?}");
                });
            }
            Ok(())
        }
    }
}
