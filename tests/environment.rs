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
}
