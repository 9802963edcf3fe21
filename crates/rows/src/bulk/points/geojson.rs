//! Reads points from a GeoJSON feature collection, feature by feature, without keeping the collection in memory.
//!
//! A scanner finds the array `features` and extracts its objects; each is parsed by itself later. A single feature or point
//! is read too.
use super::point::RowError;
use super::record::LONGEST_RECORD;
use super::texts::Texts;
use serde_json::Value;
use std::io::{self, BufRead};

/// Deepest nesting of arrays and objects; GeoJSON needs at most eight levels.
const DEEPEST: usize = 64;

/// Checks the CRS that a collection names; the error says what is wrong.
pub type CrsCheck = Box<dyn Fn(&str) -> Result<(), String> + Send>;

pub(super) struct GeoJsonScanner<R> {
    input: R,
    crs: CrsCheck,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    InFeatures { first: bool },
    Done,
}

/// Why a value can't be read.
enum Broken {
    Io(io::Error),
    Eof,
    TooLong,
    TooDeep,
    Unexpected(u8),
    ForeignCrs(String),
}

impl From<io::Error> for Broken {
    fn from(e: io::Error) -> Self {
        Self::Io(e)
    }
}

impl Broken {
    fn message(&self) -> String {
        match self {
            Self::Io(e) => format!("the input ends early: {e}"),
            Self::Eof => "the GeoJSON ends too early".to_owned(),
            Self::TooLong => format!("a member is longer than {LONGEST_RECORD} bytes"),
            Self::TooDeep => format!("arrays and objects nest deeper than {DEEPEST}"),
            Self::Unexpected(byte) => format!("not GeoJSON: unexpected {:?}", char::from(*byte)),
            Self::ForeignCrs(message) => message.clone(),
        }
    }
}

impl<R: BufRead> GeoJsonScanner<R> {
    pub fn new(input: R, crs: CrsCheck) -> Self {
        Self {
            input,
            crs,
            state: State::Start,
        }
    }

    /// Adds the text of the next object to `records`; false at the end of the stream.
    pub fn read_into(&mut self, records: &mut Texts) -> bool {
        let outcome = match self.state {
            State::Start => self.start(records),
            State::InFeatures { first } => self.feature(first, records),
            State::Done => return false,
        };
        match outcome {
            Ok(true) => {}
            Ok(false) => {
                self.state = State::Done;
                return false;
            }
            Err(broken) => {
                self.state = State::Done;
                records.push_error(RowError::last(records.next_number(), broken.message()));
            }
        }
        true
    }

    /// Reads the outer object up to `features`; a single feature or point is read whole.
    fn start(&mut self, records: &mut Texts) -> Result<bool, Broken> {
        self.expect(b'{')?;
        let mut alone = b"{".to_vec();
        let mut first = true;
        while let Some(key) = self.key(first)? {
            first = false;
            if key == "features" {
                self.expect(b'[')?;
                self.state = State::InFeatures { first: true };
                return self.feature(true, records);
            }
            if let Some(value) = self.member(&key)? {
                alone.extend_from_slice(if alone.len() > 1 { b"," } else { b"" });
                alone.extend_from_slice(format!("{}:", Value::from(key)).as_bytes());
                alone.extend_from_slice(&value);
            }
        }
        self.nothing_more()?;
        self.state = State::Done;
        alone.push(b'}');
        records.bytes().extend_from_slice(&alone);
        records.end_text();
        Ok(true)
    }

    /// Reads the members after the array `features`, to the end.
    fn tail(&mut self) -> Result<(), Broken> {
        while let Some(key) = self.key(false)? {
            self.member(&key)?;
        }
        self.nothing_more()
    }

    /// Reads the name of the outer object's next member and its colon; `None` at the end of the object.
    fn key(&mut self, first: bool) -> Result<Option<String>, Broken> {
        if self.peek_token()? == b'}' {
            self.input.consume(1);
            return Ok(None);
        }
        if !first {
            self.expect(b',')?;
        }
        let begins = self.peek_token()?;
        let text = self.value()?;
        self.expect(b':')?;
        serde_json::from_slice(&text)
            .map(Some)
            .map_err(|_| Broken::Unexpected(begins))
    }

    /// The value of a member beside the features, if it is JSON. A member `crs` (GeoJSON of 2008) that names another CRS
    /// than the caller is an error.
    fn member(&mut self, key: &str) -> Result<Option<Vec<u8>>, Broken> {
        let text = self.value()?;
        let value: Option<Value> = serde_json::from_slice(&text).ok();
        let named = value.as_ref().filter(|_| key == "crs");
        if let Some(name) = named.and_then(|v| v.pointer("/properties/name")?.as_str()) {
            (self.crs)(name).map_err(Broken::ForeignCrs)?;
        }
        Ok(value.map(|_| text))
    }

    /// Only white space may follow the outer object.
    fn nothing_more(&mut self) -> Result<(), Broken> {
        match self.peek_token() {
            Err(Broken::Eof) => Ok(()),
            Ok(byte) => Err(Broken::Unexpected(byte)),
            Err(broken) => Err(broken),
        }
    }

    /// The next object of `features`.
    fn feature(&mut self, first: bool, records: &mut Texts) -> Result<bool, Broken> {
        let byte = self.peek_token()?;
        if byte == b']' {
            self.input.consume(1);
            self.tail()?;
            return Ok(false);
        }
        if !first {
            self.expect(b',')?;
            self.peek_token()?;
        }
        self.state = State::InFeatures { first: false };
        match self.value_into(records.bytes()) {
            Ok(()) => records.end_text(),
            // The value was skipped to its end, so that the next feature can be read.
            Err(broken @ (Broken::TooLong | Broken::TooDeep)) => {
                records.push_error(RowError::new(records.next_number(), broken.message()));
            }
            Err(broken) => return Err(broken),
        }
        Ok(true)
    }

    /// Reads one JSON value; see [`Self::value_into`].
    fn value(&mut self) -> Result<Vec<u8>, Broken> {
        let mut text = Vec::new();
        self.value_into(&mut text)?;
        Ok(text)
    }

    /// Adds one JSON value to `text`: an object, an array, a string, or a bare word up to `,`, `]` or `}`.
    fn value_into(&mut self, text: &mut Vec<u8>) -> Result<(), Broken> {
        self.peek_token()?;
        let start = text.len();
        let (mut depth, mut deepest) = (0_usize, 0_usize);
        let (mut in_string, mut escaped) = (false, false);
        let mut length = 0_usize;
        loop {
            let available = fill(&mut self.input)?;
            if available.is_empty() {
                return Err(Broken::Eof);
            }
            let mut end = None;
            for (i, &byte) in available.iter().enumerate() {
                if in_string {
                    match byte {
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => {
                            in_string = false;
                            if depth == 0 {
                                end = Some(i + 1);
                                break;
                            }
                        }
                        _ => {}
                    }
                    continue;
                }
                match byte {
                    b'"' => in_string = true,
                    b'{' | b'[' => {
                        depth += 1;
                        deepest = deepest.max(depth);
                    }
                    b'}' | b']' | b',' if depth == 0 => {
                        end = Some(i);
                        break;
                    }
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            end = Some(i + 1);
                            break;
                        }
                    }
                    _ => {}
                }
            }
            let read = end.unwrap_or(available.len());
            length += read;
            if length <= LONGEST_RECORD {
                text.extend_from_slice(&available[..read]);
            } else {
                text.truncate(start);
            }
            self.input.consume(read);
            if end.is_some() {
                break;
            }
        }
        match (length, deepest) {
            (0, _) => Err(Broken::Unexpected(self.peek_token()?)),
            _ if length > LONGEST_RECORD => Err(Broken::TooLong),
            _ if deepest > DEEPEST => Err(Broken::TooDeep),
            _ => Ok(()),
        }
    }

    fn peek_token(&mut self) -> Result<u8, Broken> {
        loop {
            let available = fill(&mut self.input)?;
            let Some(&byte) = available.first() else {
                return Err(Broken::Eof);
            };
            if !byte.is_ascii_whitespace() {
                return Ok(byte);
            }
            self.input.consume(1);
        }
    }

    fn expect(&mut self, expected: u8) -> Result<(), Broken> {
        let byte = self.peek_token()?;
        if byte != expected {
            return Err(Broken::Unexpected(byte));
        }
        self.input.consume(1);
        Ok(())
    }
}

fn fill(input: &mut impl BufRead) -> io::Result<&[u8]> {
    // Returning from inside the loop would hold the borrow: the second call returns the filled buffer.
    while let Err(e) = input.fill_buf() {
        if e.kind() != io::ErrorKind::Interrupted {
            return Err(e);
        }
    }
    input.fill_buf()
}
