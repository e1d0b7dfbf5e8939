use super::Server;
use super::answer::Answer;
use super::log::Arrived;
use crate::world::Place;

/// A list of messages and the answers to them.
pub(crate) type Script = Vec<Scripted>;

/// A message, and the answer to it.
#[derive(Clone, Debug)]
pub(crate) struct Scripted {
    pub(crate) server: Server,
    pub(crate) method: String,
    /// The path and the query.
    pub(crate) path: String,
    pub(crate) answer: Answer,
}

/// The script that is being played, and the messages that have arrived.
#[derive(Debug, Default)]
pub(super) struct Stage {
    /// The number of scripts that began before this one.
    round: u64,
    /// The place of the case that is being played.
    place: Option<Place>,
    script: Vec<(Scripted, Played)>,
    log: Vec<Arrived>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Played {
    NotYet,
    Once,
}

/// An identifier of a message: the number of its script, and its index in the log.
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

    /// Records a message when its head has arrived.
    ///
    /// A message for another place is late: the client sent it in the background for an earlier case. It does not belong to
    /// this script, and is not recorded.
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

    /// Returns the answer to a message that has arrived. This is the first answer for its method and URL that was not given
    /// yet. If all of them were given, this is the last of them.
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

    /// Returns a recorded message. Returns `None` if the message was not recorded, or its script has ended.
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
    fn a_late_message_of_another_case_is_not_recorded() {
        let ports = Ports { app: 1, api: 2, other: 3, nobody: 4, run: 0 };
        let (first, second) = (Place::new(ports, "a case"), Place::new(ports, "a case that follows"));
        let elsewhere = Target { server: Server::App, path: "/favicon.ico".to_owned(), url: String::new() };
        let mut stage = Stage::default();
        stage.begin(&first, Vec::new());
        stage.end();
        stage.begin(&second, Vec::new());

        assert!(stage.arrive(message(&first.app("item"))).is_none());
        assert!(stage.arrive(message(&second.app("item"))).is_some());
        // A path outside of all places does not belong to another case.
        assert!(stage.arrive(message(&elsewhere)).is_some());
        let arrived = stage.end().into_iter().map(|message| message.path);
        assert!(arrived.eq([second.app("item").path, elsewhere.path]));
    }
}
