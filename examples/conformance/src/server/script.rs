use super::Server;
use super::answer::Answer;
use super::log::Arrived;

/// What the servers answer, and to which messages.
pub(crate) type Script = Vec<Scripted>;

/// A message that is answered.
#[derive(Clone, Debug)]
pub(crate) struct Scripted {
    pub(crate) server: Server,
    pub(crate) method: String,
    /// The path and the query.
    pub(crate) path: String,
    pub(crate) answer: Answer,
}

/// A script that is being played, and what has arrived.
#[derive(Debug, Default)]
pub(super) struct Stage {
    /// How many scripts began before this one.
    round: u64,
    script: Vec<(Scripted, Played)>,
    log: Vec<Arrived>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Played {
    NotYet,
    Once,
}

/// Which message it is, of which script.
#[derive(Clone, Copy, Debug)]
pub(super) struct MessageId {
    round: u64,
    index: usize,
}

impl Stage {
    pub(super) fn begin(&mut self, script: Script) {
        self.round += 1;
        self.script = script.into_iter().map(|scripted| (scripted, Played::NotYet)).collect();
        self.log.clear();
    }

    pub(super) fn end(&mut self) -> Vec<Arrived> {
        let log = std::mem::take(&mut self.log);
        self.begin(Vec::new());
        log
    }

    /// Writes a message down as soon as its head is there.
    pub(super) fn arrive(&mut self, message: Arrived) -> MessageId {
        self.log.push(message);
        MessageId { round: self.round, index: self.log.len() - 1 }
    }

    pub(super) fn append_to_body(&mut self, message: MessageId, bytes: &[u8]) {
        if let Some(message) = self.message(message) {
            message.body.extend_from_slice(bytes);
        }
    }

    /// Returns the answer to a message that has arrived: the first of those for its method and URL that was not given
    /// yet. When all were given, the last is given again.
    pub(super) fn answer(&mut self, message: MessageId) -> Answer {
        let Some(message) = self.message(message) else { return Answer::unscripted() };
        let Arrived { server, method, path, .. } = message.clone();
        let fits = |scripted: &Scripted| {
            scripted.server == server && scripted.method == method && scripted.path == path
        };
        let fitting = self.script.iter_mut().filter(|(scripted, _)| fits(scripted));
        let mut last = None;
        for (scripted, played) in fitting {
            last = Some(scripted);
            if *played == Played::NotYet {
                *played = Played::Once;
                break;
            }
        }
        last.map_or_else(Answer::unscripted, |scripted| scripted.answer.clone())
    }

    /// Returns a message, unless its script is over.
    fn message(&mut self, MessageId { round, index }: MessageId) -> Option<&mut Arrived> {
        if round == self.round { self.log.get_mut(index) } else { None }
    }
}
