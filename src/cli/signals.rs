//! Signals: a run that is told to stop takes its unfinished files with it.

/// From now on Ctrl-C and SIGTERM remove what is half written, and then end the process as they would have done (a shell
/// says 130 and 143). A file that grows beyond the process's limit is an error of writing, not the process's end.
#[cfg(unix)]
pub fn heed() -> std::io::Result<()> {
    use classify_postings::batch::temporary::abandon_all;
    use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::{flag, iterator::Signals, low_level::emulate_default_handler};

    flag::register(SIGXFSZ, std::sync::Arc::default())?;
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            abandon_all();
            if emulate_default_handler(signal).is_err() {
                std::process::exit(128 + signal);
            }
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(wait).map(drop)
}

/// Elsewhere the next run to the same file removes what is half written.
#[cfg(not(unix))]
pub fn heed() -> std::io::Result<()> {
    Ok(())
}
