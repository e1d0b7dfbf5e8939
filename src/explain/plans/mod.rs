//! The functions that make plans, and prove each plan by a replay if a replay can show its effect.

mod outside;
mod page;
mod redirects;

use http::header;

pub(super) use page::with_mode_cors;

use super::change::Change;
use super::explore::{Explored, explore};
use super::finding::{Cause, Finding};
use super::fix::{Fix, Need};
use super::hint::Hint;
use super::plan::Plan;
use super::replay::replay;
use super::scene::Scene;
use super::side::Side;
use super::story::Story;
use crate::error::{NetworkError, Phase, PreflightError, Reason};
use crate::request::Request;

/// Returns the plans for a fetch that was refused, each once. The first one is the one to try first.
pub(super) fn plans(
    scene: Scene<'_>,
    error: &NetworkError,
    findings: &[Finding],
    servers: &Explored,
) -> Vec<Plan> {
    let planner = Planner { scene, error, findings, servers };
    let mut plans: Vec<Plan> = Vec::new();
    for plan in planner.all() {
        if !plans.contains(&plan) {
            plans.push(plan);
        }
    }
    plans
}

struct Planner<'a> {
    scene: Scene<'a>,
    error: &'a NetworkError,
    findings: &'a [Finding],
    servers: &'a Explored,
}

impl Planner<'_> {
    /// Returns all plans in the order in which to try them, perhaps with repetitions.
    fn all(&self) -> Vec<Plan> {
        if let Some(hop) = self.login() {
            return self.instead_of_the_login(hop);
        }
        let is_opaque = self.story().request.origin().is_opaque() && self.is_about_origin();
        let page_origin = is_opaque.then(|| Plan::unproved(vec![Fix::required(Change::GivePageAnOrigin)]));
        let plans = self.by_page().into_iter();
        let plans = plans.chain(self.by_direct_request()).chain(self.by_staying_at_home());
        let plans = plans.chain(self.by_servers()).chain(self.without_credentials());
        let plans = plans.chain(page_origin).chain(self.outside_of_the_fetch()).chain(self.by_own_server());
        plans.map(|plan| self.with_purged_cache(plan)).collect()
    }

    /// Adds the removal of the stored response to a plan if the response came from a cache. As long as the cache has it, no
    /// change of the server has an effect.
    fn with_purged_cache(&self, plan: Plan) -> Plan {
        let is_cached = self.hints().any(|hint| *hint == Hint::FromCache);
        if !is_cached || !plan.is_proved {
            return plan;
        }
        let purge = Fix::required(Change::PurgeCache { hop: self.scene.hop() });
        Plan::unproved([vec![purge], plan.fixes].concat())
    }

    fn story(&self) -> &Story {
        self.scene.story
    }

    /// Returns the hints of all findings.
    fn hints(&self) -> impl Iterator<Item = &Hint> {
        self.findings.iter().flat_map(|finding| &finding.hints)
    }

    /// Returns the hop that redirected to a login page.
    fn login(&self) -> Option<usize> {
        self.hints().find_map(|hint| match hint {
            Hint::RedirectedToLogin { hop } => Some(*hop),
            _ => None,
        })
    }

    /// Returns whether any finding is a failed CORS check.
    fn is_about_origin(&self) -> bool {
        self.findings.iter().any(|finding| {
            matches!(
                &finding.cause,
                Cause::Refused(Reason::CorsCheck(_) | Reason::Preflight(PreflightError::CorsCheck(_)))
            )
        })
    }

    /// Returns how much servers would have to change, or `None` if such a change cannot be advised.
    fn cost_for_servers(&self) -> Option<usize> {
        let is_advisable = self.servers.is_allowed && self.servers.is_safe && !self.is_miswritten();
        is_advisable.then(|| cost(&self.servers.fixes))
    }

    /// Returns whether the page writes the method or a header wrongly, so that a server would have to allow something that
    /// no server supports.
    fn is_miswritten(&self) -> bool {
        self.hints().any(|hint| matches!(hint, Hint::MethodCase { .. } | Hint::ResponseHeader))
    }

    /// Returns the plan in which only servers change something.
    fn by_servers(&self) -> Option<Plan> {
        self.cost_for_servers()?;
        let first = self.before_anything_else();
        Some(Plan { fixes: first.into_iter().chain(self.servers.fixes.clone()).collect(), is_proved: true })
    }

    /// Returns the safeguards to do before the other changes of a server.
    fn before_anything_else(&self) -> Vec<Fix> {
        let hop = self.scene.hop();
        let fixes = self.hints().filter_map(|hint| match hint {
            Hint::GatewayError { status }
            | Hint::ServerError { status }
            | Hint::LimitExceeded { status }
            | Hint::ErrorStatus { status }
            | Hint::AccessDenied { status } => Some(Change::LookAtStatus { hop, status: *status }),
            Hint::NotRouted { status } if self.error.phase() != Phase::Preflight => {
                Some(Change::LookAtStatus { hop, status: *status })
            }
            Hint::LooksCached => Some(Change::PurgeCache { hop }),
            _ => None,
        });
        fixes.map(Fix::safeguard).collect()
    }

    /// Tries a story with another request. Returns the plan if servers have less to change than without it, or do not have
    /// to allow every origin.
    fn try_with(&self, fixes: Vec<Fix>, story: &Story) -> Option<Plan> {
        let plan = prove(fixes, story)?;
        let opens = |fixes: &[Fix]| fixes.iter().any(opens_to_all);
        let is_better = match self.cost_for_servers() {
            None => true,
            Some(servers) => cost(&plan.fixes) < servers || opens(&self.servers.fixes) && !opens(&plan.fixes),
        };
        is_better.then_some(plan)
    }

    /// Tries the story with a changed request, as `try_with` does.
    fn try_request(&self, fixes: Vec<Fix>, change: impl FnOnce(&mut Request)) -> Option<Plan> {
        let mut story = Story { is_hypothesis: true, error: None, ..self.story().clone() };
        change(&mut story.request);
        self.try_with(fixes, &story)
    }
}

/// Mends a story to which these fixes were applied. Returns the plan of these fixes and of everything that servers have to
/// change, too, if the fetch is then allowed and the changes are safe.
pub(in crate::explain) fn prove(fixes: Vec<Fix>, story: &Story) -> Option<Plan> {
    let explored = explore(story, &replay(story));
    (explored.is_allowed && explored.is_safe)
        .then(|| Plan { fixes: [fixes, explored.fixes].concat(), is_proved: true })
}

/// Returns how much has to change in the responses that the story has: the number of changes, where each name in
/// `Access-Control-Allow-Headers` counts as one.
fn cost(fixes: &[Fix]) -> usize {
    let is_counted = |fix: &&Fix| {
        fix.need == Need::Required && !fix.is_unseen && matches!(fix.change.side(), Side::Server { .. })
    };
    let cost = |fix: &Fix| match &fix.change {
        Change::SetHeader { name, value, .. } if *name == header::ACCESS_CONTROL_ALLOW_HEADERS => {
            value.split(',').count()
        }
        _ => 1,
    };
    fixes.iter().filter(is_counted).map(cost).sum()
}

/// Returns whether a fix allows every origin to read a response.
fn opens_to_all(fix: &Fix) -> bool {
    matches!(&fix.change, Change::SetHeader { name, value, .. }
        if *name == header::ACCESS_CONTROL_ALLOW_ORIGIN && value == "*")
}
