//! `cors explain`: explains why a browser refused a recorded fetch, and what would fix it.
//!
//! ```sh
//! cors explain saved.har                        # the failed fetches of a HAR file that developer tools saved
//! cors explain saved.har --url /items           # only the fetches with this text in their URL
//! cors explain preflight.txt response.txt       # the outputs of curl -v or curl -i
//! cors explain --format html -o why.html saved.har
//! ```
//!
//! The command reads files or the standard input, and recognizes what each of them is. The report says it. The command sends
//! nothing.
//!
//! A *source* is one file or the standard input. The messages that are read from all sources together are the *recording*.
//!
//! | source | what it shows |
//! |---|---|
//! | a HAR file of Chromium, Firefox, Safari, Charles or mitmproxy | see [`har`] |
//! | the output of `curl -v` or `curl -i` | the responses of the server, and with `-v` also the requests. See [`curl`] |
//! | the text of a console | the reason that the browser gives, without the headers. See [`console`] |
//!
//! If curl recorded the response to a request that a console reports, with the same URL and the same `Origin`, both are
//! explained together. The messages are [grouped](mod@group) by fetch: a preflight and an actual request for each hop. The request that the page
//! made is [inferred](request) from the messages that were sent. If the source does not show something that matters, such as
//! the credentials mode, the command chooses the value with which the fetch ends as the source says. If several values fit,
//! it takes the default of `fetch()`. The report lists both kinds of conclusions, and names the option that sets another
//! value. The command never makes up a response. If one is missing, the outcome is "not known", and the report has the
//! command line of `curl` that gets it.
//!
//! # What is explained
//!
//! From a HAR file, which is a log of many fetches, the command explains the fetches that failed, as the log says. If the
//! log does not say how a fetch ended, the command explains it if the standard refuses it. `--url`, `--number` and `--all`
//! choose other fetches. From other sources, the command explains everything.
//!
//! # Exit codes
//!
//! | code | meaning |
//! |---|---|
//! | 0 | All fetches that were explained are allowed. |
//! | 1 | At least one fetch is refused. |
//! | 2 | The options are wrong, a file cannot be read, or there is nothing to explain in it. |
//! | 3 | No fetch is refused, but the recording says too little about one, or the network returned no response. |
//!
//! # Secrets
//!
//! A recording contains cookies, tokens and queries of its user. Without `--show-secrets`, no output shows user names,
//! passwords, queries and fragments of URLs. The value of a header is shown only if the header is in a fixed list, such as
//! the headers of CORS, of caching and of the content type. `Location` and `Referer` are shown like URLs. Paths are shown.
//! In a command line for `curl`, a shell variable stands for what is left out.
//!
//! # Formats
//!
//! - `text`: text for people, with colours on a terminal.
//! - `json`: all data for programs. `schema/explain.json` in this package is its JSON Schema. Later versions may add
//!   members, but do not remove any and do not change their meaning.
//! - `html`: one complete page for a browser, with a diagram of the messages.

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
mod together;
mod unsaid;

pub(crate) use args::Args;
pub(crate) use run::run;
