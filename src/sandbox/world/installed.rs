//! How the app is installed, and which other workspaces exist.

/// The organisation that the workspace can be part of.
pub const ENTERPRISE: &str = "E0LOCAL";
/// Another workspace of that organisation.
pub const SISTER: &str = "T0SISTER";
/// Another company's workspace.
pub const ELSEWHERE: &str = "T0ELSEWHERE";

/// How the app is installed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Installed {
    /// In a workspace of its own.
    #[default]
    InWorkspace,
    /// In one workspace of an organisation.
    InOrganisation,
    /// For all workspaces of an organisation.
    OrgWide,
}

impl Installed {
    /// The organisation as payloads name it.
    pub fn enterprise(self) -> Option<&'static str> {
        (self != Self::InWorkspace).then_some(ENTERPRISE)
    }
}
