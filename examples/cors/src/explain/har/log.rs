//! The log of a HAR file: its creator, its pages and its entries, in any order.

use std::collections::HashMap;

use fetch_cors::url::Url;

use super::super::recording::{Keep, Message, Recording};
use super::dialect::Dialect;
use super::entry::Entry;
use super::json::{Json, Stop};
use super::message::{NoMessage, document, message};
use super::notes::Notes;

/// The maximum size of the kept messages, in bytes.
const MOST_BYTES: usize = 48 * 1024 * 1024;
/// The maximum number of pages that are kept.
const MOST_PAGES: usize = 1000;
/// The maximum length of the name and of the URL of a page, in bytes.
const LONGEST_PAGE: usize = 4096;

/// The contents of a log that were read so far.
pub(super) struct Log<'k, 'f> {
    keep: &'k mut Keep<'f>,
    creator: Option<Dialect>,
    version: Option<String>,
    /// The program that the members of the entries suggest, for a log without a known creator.
    guess: Option<Dialect>,
    pages: HashMap<String, Url>,
    messages: Vec<Message>,
    /// The indices of the messages whose page has not been read yet, with the name of the page.
    without_page: Vec<(usize, String)>,
    bytes: usize,
    /// Whether the limit is reached, so that no more messages are kept.
    is_full: bool,
    total: usize,
    has_secrets: bool,
    notes: Notes,
    is_there: bool,
    has_entries: bool,
}

impl<'k, 'f> Log<'k, 'f> {
    pub(super) fn new(keep: &'k mut Keep<'f>) -> Self {
        Self {
            keep,
            creator: None,
            version: None,
            guess: None,
            pages: HashMap::new(),
            messages: Vec::new(),
            without_page: Vec::new(),
            bytes: 0,
            is_full: false,
            total: 0,
            has_secrets: false,
            notes: Notes::default(),
            is_there: false,
            has_entries: false,
        }
    }

    /// Returns whether the file has the member `log`.
    pub(super) fn is_there(&self) -> bool {
        self.is_there
    }

    /// Returns whether the log has a list of entries, which may be empty.
    pub(super) fn has_entries(&self) -> bool {
        self.has_entries
    }

    /// Returns whether at least one entry is complete.
    pub(super) fn has_messages(&self) -> bool {
        self.total > 0
    }

    /// Reads the value of the member `log`.
    pub(super) fn read(&mut self, json: &mut Json<'_>) -> Result<(), Stop> {
        self.is_there = true;
        json.object(|json, name| match name {
            "creator" => self.creator(json),
            "pages" => json.array(|json| self.page(json)).map(|_| ()),
            "entries" => {
                self.has_entries |= json.array(|json| self.entry(json))?;
                Ok(())
            }
            _ => json.skip(),
        })?;
        Ok(())
    }

    /// Returns the recording of the log. `cut` is the place where the file was cut off, if it was.
    pub(super) fn recording(mut self, cut: Option<&str>) -> Recording {
        for (index, page) in &self.without_page {
            if let Some(message) = self.messages.get_mut(*index) {
                message.document = document(self.pages.get(page), message.headers.as_deref());
            }
        }
        if let Some(place) = cut {
            let entries = if self.total == 1 { "entry" } else { "entries" };
            let note =
                format!("The file ends too early, at {place}. It has {} complete {entries}.", self.total);
            self.notes.add(note);
        }
        let dialect = self.creator.or(self.guess);
        let version = self.version.as_deref().filter(|_| self.creator.is_some());
        let leaves_out = dialect.is_some_and(Dialect::leaves_secrets_out);
        Recording {
            source: dialect.map_or_else(|| "a HAR file".to_owned(), |dialect| dialect.source(version)),
            messages: self.messages,
            total: self.total,
            may_lack_secrets: leaves_out && !self.has_secrets,
            notes: self.notes.lines(),
        }
    }

    fn creator(&mut self, json: &mut Json<'_>) -> Result<(), Stop> {
        json.object(|json, name| {
            match name {
                "name" => self.creator = json.text()?.and_then(|name| Dialect::of_creator(&name)),
                "version" => self.version = json.text()?.filter(|version| is_version(version)),
                _ => json.skip()?,
            }
            Ok(())
        })?;
        Ok(())
    }

    fn page(&mut self, json: &mut Json<'_>) -> Result<(), Stop> {
        let (mut id, mut title) = (None, None);
        json.object(|json, name| {
            match name {
                "id" => id = json.text()?,
                // Browsers write the URL here. Other programs write the title of the page, which is ignored.
                "title" => title = json.text()?,
                _ => json.skip()?,
            }
            Ok(())
        })?;
        let short = |text: &String| text.len() <= LONGEST_PAGE;
        let (id, title) = (id.filter(short), title.filter(short));
        let url = title.and_then(|title| Url::parse(&title).ok()).filter(Url::has_host);
        if let Some((id, url)) = id.zip(url)
            && self.pages.len() < MOST_PAGES
        {
            self.pages.insert(id, url);
        }
        Ok(())
    }

    fn entry(&mut self, json: &mut Json<'_>) -> Result<(), Stop> {
        json.begin_entry(self.total);
        let entry = Entry::read(json)?;
        let place = json.place();
        let is_whole = json.end_entry();
        self.total += 1;
        let number = self.total;
        if !is_whole {
            self.notes.add(format!(
                "Entry {number} was skipped, because its texts are too long. It ends at {place}."
            ));
            return Ok(());
        }
        self.has_secrets |= entry.has_secrets();
        self.guess = self.guess.or_else(|| Dialect::of_entry(&entry));
        let is_unknown = |page: &String| page.len() <= LONGEST_PAGE && !self.pages.contains_key(page);
        let page = entry.page.clone().filter(is_unknown);
        match message(entry, number, self.creator.or(self.guess), &self.pages) {
            Ok(message) => return self.add(message, page),
            Err(NoMessage::NotOurs) => {}
            Err(NoMessage::Strange(what)) => self.notes.add(format!(
                "Entry {number} was skipped, because its {what} is missing or does not have the form that HAR defines. \
                 It ends at {place}."
            )),
        }
        Ok(())
    }

    fn add(&mut self, message: Message, page: Option<String>) -> Result<(), Stop> {
        if !(self.keep)(&message) || self.is_full {
            return Ok(());
        }
        self.bytes += size(&message) + page.as_ref().map_or(0, String::len);
        if self.bytes > MOST_BYTES {
            self.is_full = true;
            self.notes.add(format!(
                "Entry {} and the entries after it were left out, because there are too many. Choose entries with --url or --number.",
                message.number
            ));
            return Ok(());
        }
        if let Some(page) = page {
            self.without_page.push((self.messages.len(), page));
        }
        self.messages.push(message);
        Ok(())
    }
}

/// Returns the approximate size of a message in memory, in bytes.
fn size(message: &Message) -> usize {
    use super::super::recording::Answer;

    // A pair of two short texts takes at least 112 bytes.
    let of_headers = |headers: &Vec<(String, String)>| -> usize {
        headers.iter().map(|(name, value)| 112 + name.len() + value.len()).sum()
    };
    let answer = match &message.answer {
        Answer::Response { headers, .. } => of_headers(headers),
        _ => 0,
    };
    let texts = [
        message.method.as_str().len(),
        message.url.as_str().len(),
        message.document.as_ref().map_or(0, |document| document.as_str().len()),
        message.body_type.as_ref().map_or(0, String::len),
    ];
    let headers = message.headers.as_ref().map_or(0, of_headers);
    size_of::<Message>() + 512 + texts.iter().sum::<usize>() + headers + answer
}

/// Returns whether a text is a version number. The version is shown, so it must not be anything else.
fn is_version(version: &str) -> bool {
    version.len() <= 16 && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}
