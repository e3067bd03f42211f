//! The class `Classifier`, and training.

use std::path::PathBuf;
use std::sync::Arc;

use classify_postings::batch::columns::Wanted;
use classify_postings::model::explain::Explanation;
use classify_postings::model::file;
use classify_postings::train::sources::Sources;
use classify_postings::train::{corpus, evaluate};
use classify_postings::{Answer, Error, Model, Posting};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyArray;

use crate::error;
use crate::plan::{Keep, Options, Plan};
use crate::pool::pool;
use crate::stream::Predictions;

/// What all threads read.
pub struct Shared {
    pub model: Model,
    /// The model file's content; `None` for the model that is built in.
    text: Option<String>,
    min_confidence: Option<f64>,
}

/// What is pickled: the model file's content, if it is not the model that is built in, and the minimum of confidence.
type Pickled<'a> = (Option<&'a str>, Option<f64>);

/// One path or several.
#[derive(FromPyObject)]
pub enum Paths {
    One(PathBuf),
    Many(Vec<PathBuf>),
}

/// One name or several.
#[derive(FromPyObject)]
enum Names {
    One(String),
    Many(Vec<String>),
}

impl Paths {
    fn into_vec(self) -> Vec<PathBuf> {
        match self {
            Self::One(path) => vec![path],
            Self::Many(paths) => paths,
        }
    }
}

/// Tells the roles of job postings apart. Without arguments it has the model that is built in.
///
/// It is immutable, may be used from many threads, and can be pickled.
#[pyclass(frozen, module = "classify_postings")]
pub struct Classifier {
    shared: Arc<Shared>,
}

impl Classifier {
    fn with(mut model: Model, text: Option<String>, min_confidence: Option<f64>) -> PyResult<Self> {
        if let Some(confidence) = min_confidence {
            if !(0.0..=1.0).contains(&confidence) {
                return Err(PyValueError::new_err(format!("min_confidence: expected 0 to 1, found {confidence}")));
            }
            model.set_min_confidence(confidence);
        }
        Ok(Self { shared: Arc::new(Shared { model, text, min_confidence }) })
    }
}

#[pymethods]
impl Classifier {
    #[new]
    #[pyo3(signature = (*, min_confidence = None))]
    fn new(min_confidence: Option<f64>) -> PyResult<Self> {
        Self::with(Model::embedded(), None, min_confidence)
    }

    /// Loads a model file, made by ``train`` or by ``classify train``.
    #[staticmethod]
    #[pyo3(signature = (path, *, min_confidence = None))]
    #[expect(clippy::needless_pass_by_value, reason = "Python hands over the path")]
    fn load(path: PathBuf, min_confidence: Option<f64>) -> PyResult<Self> {
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).map_err(Error::io(&name)).map_err(error::python)?;
        let text = String::from_utf8(bytes).map_err(|e| PyValueError::new_err(format!("{name}: expected a model file: {e}")))?;
        let model = Model::read(&text).map_err(|source| error::python(Error::Model { file: name, source }))?;
        Self::with(model, Some(text), min_confidence)
    }

    /// Reads a model file's content.
    #[staticmethod]
    #[pyo3(signature = (text, *, min_confidence = None))]
    fn read(text: String, min_confidence: Option<f64>) -> PyResult<Self> {
        let model = Model::read(&text).map_err(|source| error::python(Error::Model { file: "the model".into(), source }))?;
        Self::with(model, Some(text), min_confidence)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Pickled<'_>)> {
        let restore = py.import("classify_postings")?.getattr("_restore")?;
        Ok((restore, (self.shared.text.as_deref(), self.shared.min_confidence)))
    }

    /// The roles that it tells apart.
    #[getter]
    fn roles(&self) -> Vec<&str> {
        self.shared.model.roles().iter().map(|role| role.name.as_str()).collect()
    }

    /// The columns that ``classify`` adds, in order.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        Answer::columns(&self.shared.model).collect()
    }

    /// The digest of the model file.
    #[getter]
    fn digest(&self) -> &str {
        self.shared.model.digest()
    }

    /// Where the model came from, and its figures.
    #[getter]
    fn about(&self) -> Vec<(String, String)> {
        self.shared.model.table().about.clone()
    }

    fn __repr__(&self) -> String {
        format!("Classifier({}; {})", self.roles().join(", "), self.digest())
    }

    /// Classifies a table's postings, or a column of texts.
    #[pyo3(signature = (data, *, text = None, title = None, id = None, columns = Keep::Word("all".into()), explain = None,
                        prefix = "", threads = None),
           text_signature = "($self, data, *, text=None, title=None, id=None, columns='all', explain=None, prefix='', threads=None)")]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn classify(
        &self,
        py: Python<'_>,
        data: &Bound<'_, PyAny>,
        text: Option<Names>,
        title: Option<String>,
        id: Option<String>,
        columns: Keep,
        explain: Option<usize>,
        prefix: &str,
        threads: Option<usize>,
    ) -> PyResult<Predictions> {
        if !data.hasattr("__arrow_c_array__")? && !data.hasattr("__arrow_c_stream__")? {
            return Err(PyTypeError::new_err(format!(
                "expected a table or a column that speaks Arrow (of pyarrow, Polars, pandas, DuckDB: anything with \
                 __arrow_c_stream__ or __arrow_c_array__), found {}",
                data.get_type().fully_qualified_name()?
            )));
        }
        let source = data.extract::<AnyArray>()?.into_reader()?;
        let texts = match text {
            None => Vec::new(),
            Some(Names::One(name)) => vec![name],
            Some(Names::Many(names)) => names,
        };
        let options = Options { wanted: Wanted { id, title, texts }, keep: columns, evidence: explain, prefix: prefix.into() };
        let plan = Plan::new(&self.shared, &source.field(), &options)?;
        Ok(Predictions::new(source, plan, pool(py, threads)?))
    }

    /// Takes the decision on one posting apart: what ``classify explain --json`` prints, as a dictionary.
    #[pyo3(signature = (text, title = None))]
    fn explain<'py>(&self, py: Python<'py>, text: &str, title: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let posting = Posting { title: title.unwrap_or_default().as_bytes(), texts: &[text.as_bytes()] };
        let model = &self.shared.model;
        let said = py.detach(|| Explanation::new(model, posting).json(model).to_string());
        from_json(py, &said)
    }

    /// Measures the model on files of labelled postings: what ``classify evaluate --json`` prints, as a dictionary.
    fn evaluate<'py>(&self, py: Python<'py>, labelled: Paths) -> PyResult<Bound<'py, PyAny>> {
        let (model, pool) = (&self.shared.model, pool(py, None)?);
        let measured = py.detach(|| -> Result<String, String> {
            let mut postings = Vec::new();
            for path in labelled.into_vec() {
                postings.extend(corpus::read(&path, model.roles())?);
            }
            let evaluation = pool.install(|| evaluate::evaluate(model, &postings));
            serde_json::to_string(&evaluation).map_err(|e| e.to_string())
        });
        from_json(py, &measured.map_err(PyValueError::new_err)?)
    }
}

fn from_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (text,))
}

/// Fits a model to files of labelled postings, as ``classify train`` does.
#[pyfunction]
#[pyo3(signature = (labelled, *, output = None, roles = None, keywords = None, themes = None, background = None, date = None))]
#[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
pub fn train(
    py: Python<'_>,
    labelled: Paths,
    output: Option<PathBuf>,
    roles: Option<PathBuf>,
    keywords: Option<PathBuf>,
    themes: Option<PathBuf>,
    background: Option<PathBuf>,
    date: Option<String>,
) -> PyResult<Classifier> {
    if keywords.is_some() != themes.is_some() {
        return Err(PyValueError::new_err("keywords and themes: expected both or neither"));
    }
    let sources = Sources { postings: labelled.into_vec(), roles, keywords: keywords.zip(themes), background, date };
    let pool = pool(py, None)?;
    let table = py.detach(|| pool.install(|| classify_postings::train::train(&sources.read()?)));
    let text = file::write(&table.map_err(PyValueError::new_err)?);
    if let Some(path) = output {
        std::fs::write(&path, &text).map_err(Error::io(path.display().to_string())).map_err(error::python)?;
    }
    Classifier::read(text, None)
}
