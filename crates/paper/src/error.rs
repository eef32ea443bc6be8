//! What can go wrong on the way to paper.

/// Why a document was not typeset.
///
/// The first two are limits the caller can show to a person; the last is a
/// fault of a template and belongs in the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// A list is longer than a document may hold.
    #[error("{what}: {count} is more than the limit of {most}")]
    TooMany {
        /// The list, by its field name.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// A text is longer than one paragraph may be, in bytes of UTF-8.
    #[error("a text of {bytes} bytes is longer than the limit of {most}")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// The data could not be written as JSON.
    #[error("the data of the document could not be written: {0}")]
    Data(String),
    /// Typst refused the document; the sentences are its own.
    #[error("typesetting failed: {}", .0.join("; "))]
    Typesetting(Vec<String>),
}

impl PaperError {
    /// Holds a list to its limit.
    pub(crate) fn at_most(what: &'static str, count: usize, most: usize) -> Result<(), Self> {
        if count > most {
            return Err(Self::TooMany { what, count, most });
        }
        Ok(())
    }
}
