//! What the benchmarks have in common: postings, and a clock for machines that others use too.

use std::time::Instant;

use classify_postings::Model;

/// Title and description.
pub type Row = (String, String);

/// Postings made of the model's own words, half of them, with function words, unknown words, and what real texts have
/// between words. The same in every run and on every machine.
pub fn generated(model: &Model, rows: usize) -> Vec<Row> {
    const TITLES: &[&str] =
        &["CIO", "Chief Technology Officer", "IT Director", "Accountant", "Head of Engineering", "Senior Buyer (m/f/d)"];
    const FILLER: &[&str] = &[
        "lorem",
        "Ipsum",
        "dolor",
        "consectetuer",
        "adipiscing",
        "Elit",
        "vivamus",
        "quux",
        "sed",
        "Diam",
        "nonummy",
        "nibh",
        "euismod",
        "laoreet",
        "12",
        "2025",
        "Zürich",
        "company’s",
        "don't",
        "and/or",
        "3.5",
        "C++",
    ];
    // Mostly blanks; of the rest, three in ten are beyond ASCII.
    const BETWEEN: &[&str] = &[", ", ". ", "; ", "-", "\n", " (", ": ", "\n• ", " – ", "\u{a0}"];
    let (table, mut random) = (model.table(), Random(1));
    let row = |_| {
        let title = random.of::<&str>(TITLES).to_string();
        let mut text = String::new();
        for _ in 0..200 + random.below(400) {
            match random.below(10) {
                0..5 => text += &String::from_utf8_lossy(random.of(&table.words).forms().next().expect("a form")),
                5..8 => text += random.of::<String>(&table.stops),
                _ => text += random.of::<&str>(FILLER),
            }
            text += if random.below(4) > 0 { " " } else { random.of::<&str>(BETWEEN) };
        }
        (title, text)
    };
    (0..rows).map(row).collect()
}

/// SplitMix64.
pub struct Random(pub u64);

impl Random {
    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// One of them.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// The postings of the CSV file that `CLASSIFY_BENCH_FILE` names, and its bytes.
pub fn file() -> Option<(Vec<Row>, Vec<u8>)> {
    let bytes = std::fs::read(std::env::var_os("CLASSIFY_BENCH_FILE")?).expect("CLASSIFY_BENCH_FILE can be read");
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let names = reader.headers().expect("a header").clone();
    let column = |name: &str| names.iter().position(|n| n == name).unwrap_or_else(|| panic!("a column {name}"));
    let (title, description) = (column("title"), column("description"));
    let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
    let rows =
        reader.byte_records().map(|row| row.expect("a row")).map(|row| (text(&row[title]), text(&row[description]))).collect();
    Some((rows, bytes))
}

/// As a CSV table with a header.
pub fn table(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "title", "description"]).expect("memory");
    for (i, (title, description)) in rows.iter().enumerate() {
        writer.write_record([i.to_string().as_str(), title, description]).expect("memory");
    }
    writer.into_inner().expect("memory")
}

/// Seconds for each of several jobs over all of `parts`. A part's time is its least of `rounds`, the jobs taking turns,
/// so that neither other programs nor a clock that changes its speed has much of a say.
pub fn least<T>(parts: &[T], rounds: usize, jobs: &mut [&mut dyn FnMut(&T)]) -> Vec<f64> {
    let mut times = vec![vec![f64::MAX; parts.len()]; jobs.len()];
    for _ in 0..rounds {
        for (job, times) in jobs.iter_mut().zip(&mut times) {
            for (part, time) in parts.iter().zip(times) {
                let start = Instant::now();
                job(part);
                *time = time.min(start.elapsed().as_secs_f64());
            }
        }
    }
    times.iter().map(|times| times.iter().sum()).collect()
}

/// The postings of [`passes`].
pub const COUNTED: usize = 500;

/// The number after `--passes`: work so often on [`COUNTED`] generated postings and time nothing, for counting instructions.
pub fn passes() -> Option<usize> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--passes");
    arguments.nth(1).map(|passes| passes.parse().expect("--passes N"))
}
