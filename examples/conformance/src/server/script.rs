use super::Server;
use super::answer::Answer;
use super::log::Arrived;
use crate::world::Place;

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
    /// Where the script is played.
    place: Option<Place>,
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
    pub(super) fn begin(&mut self, place: &Place, script: Script) {
        self.place = Some(place.clone());
        self.play(script);
    }

    pub(super) fn end(&mut self) -> Vec<Arrived> {
        let log = std::mem::take(&mut self.log);
        self.play(Vec::new());
        log
    }

    fn play(&mut self, script: Script) {
        self.round += 1;
        self.script = script.into_iter().map(|scripted| (scripted, Played::NotYet)).collect();
        self.log.clear();
    }

    /// Writes a message down as soon as its head is there.
    ///
    /// A message for another place is late: the client sent it in the background for an earlier script. It has nothing to
    /// do with this script, and is not written down.
    pub(super) fn arrive(&mut self, message: Arrived) -> Option<MessageId> {
        if self.place.as_ref().is_some_and(|place| place.is_another(&message.path)) {
            return None;
        }
        self.log.push(message);
        Some(MessageId { round: self.round, index: self.log.len() - 1 })
    }

    pub(super) fn append_to_body(&mut self, message: Option<MessageId>, bytes: &[u8]) {
        if let Some(message) = self.message(message) {
            message.body.extend_from_slice(bytes);
        }
    }

    /// Returns the answer to a message that has arrived: the first of those for its method and URL that was not given
    /// yet. When all were given, the last is given again.
    pub(super) fn answer(&mut self, message: Option<MessageId>) -> Answer {
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

    /// Returns a message, unless it was not written down or its script is over.
    fn message(&mut self, message: Option<MessageId>) -> Option<&mut Arrived> {
        let MessageId { round, index } = message?;
        if round == self.round { self.log.get_mut(index) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::Stage;
    use crate::server::{Arrived, Ports, Server};
    use crate::world::{Place, Target};

    fn message(target: &Target) -> Arrived {
        Arrived {
            server: target.server,
            method: "GET".to_owned(),
            path: target.path.clone(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    #[test]
    fn a_late_message_of_another_case_is_not_written_down() {
        let ports = Ports { app: 1, api: 2, other: 3, nobody: 4, run: 0 };
        let (first, second) = (Place::new(ports, "a case"), Place::new(ports, "a case that follows"));
        let elsewhere = Target { server: Server::App, path: "/favicon.ico".to_owned(), url: String::new() };
        let mut stage = Stage::default();
        stage.begin(&first, Vec::new());
        stage.end();
        stage.begin(&second, Vec::new());

        assert!(stage.arrive(message(&first.app("item"))).is_none());
        assert!(stage.arrive(message(&second.app("item"))).is_some());
        // This is no message of another case.
        assert!(stage.arrive(message(&elsewhere)).is_some());
        let arrived = stage.end().into_iter().map(|message| message.path);
        assert!(arrived.eq([second.app("item").path, elsewhere.path]));
    }
}
