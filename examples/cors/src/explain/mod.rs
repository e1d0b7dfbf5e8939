//! `cors explain`: says why a browser refused what it recorded, and what would fix it.
//!
//! ```sh
//! cors explain saved.har                        # what failed, in a HAR file that developer tools saved
//! cors explain saved.har --url /items           # one fetch of it
//! cors explain preflight.txt response.txt       # the outputs of curl -v or curl -i
//! cors explain --format html -o why.html saved.har
//! ```
//!
//! It reads files or the standard input, finds out what they are, and says which it took them for. It sends nothing.
//!
//! | source | what it has |
//! |---|---|
//! | a HAR file of Chromium, Firefox, Safari, Charles or mitmproxy | see [`har`] |
//! | the output of `curl -v` or `curl -i` | what the server answers, and with `-v` what was asked. See [`curl`] |
//! | the text of a console | the reason that the browser names, without the headers. See [`console`] |
//!
//! The messages of a source are [grouped](mod@group) by fetch: each hop's preflight and its actual request. What the page asked is
//! [found out](request) from what was sent. Where a source does not say something that matters, the one choice is taken with
//! which the fetch ends as the source says; the report says so under "What was concluded". If there is no such choice, the
//! default of `fetch()` is taken, and the report says that too, and names the option that says otherwise. A response that the
//! source does not have is not made up: the outcome is "not known", and the report has the command line of `curl` that gets it.
//!
//! # What is explained
//!
//! Of a log of many fetches, those that failed as the log says, and if it does not say it, those that the standard refuses.
//! `--url`, `--number` and `--all` choose others. Of other sources, everything.
//!
//! # Exit codes
//!
//! | code | meaning |
//! |---|---|
//! | 0 | Everything that was explained is allowed. |
//! | 1 | Something is refused. |
//! | 2 | The options are wrong, a file cannot be read, or there is nothing to explain in it. |
//! | 3 | Nothing is refused, but the source says too little about a fetch, or the network returned no response. |
//!
//! # Secrets
//!
//! A recording has cookies, tokens and queries of its user. Without `--show-secrets`, no output has the values of headers that
//! are not in a fixed list (those about CORS, caches, the type of a message and the server), nor user names, passwords, queries and
//! fragments of URLs. `Location` and `Referer` are shown as URLs are. Paths are shown. In command lines for
//! `curl`, what is left out is a variable of the shell.
//!
//! # Formats
//!
//! - `text`: for people, with colours on a terminal.
//! - `json`: everything, for programs. `schema/explain.json` in this package describes it as a JSON Schema. Members are only
//!   added, and never change their meaning.
//! - `html`: one page that needs nothing else, with a diagram of the messages.

mod answer;
mod args;
mod candidate;
pub mod console;
pub mod curl;
mod curl_line;
pub mod explained;
mod facts;
pub mod group;
pub mod har;
pub mod html;
mod json;
mod missing;
mod pairing;
mod read;
pub mod recording;
pub mod report;
pub mod request;
mod run;
pub mod shown;
pub mod snippets;
pub mod source;
mod text;
mod unsaid;

pub(crate) use args::Args;
pub(crate) use run::run;
