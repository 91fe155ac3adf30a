//! Permissions for one team, chat or person (resource-specific consent). Stapje asks for none; a
//! package that was changed by hand may.
//!
//! Source: Microsoft Learn, "Resource-specific consent for your Teams app", and the list that
//! Microsoft's Teams Developer CLI 3.0.3 holds.

use serde_json::Value;

use super::{Look, list, names, text, twice};

/// What the application may be allowed, as words before and after the last point.
const APPLICATION: &[(&str, &str)] = &[
    (
        "Group",
        "Channel.Create Channel.Delete ChannelMeeting.ReadBasic ChannelMeetingParticipant.Read \
         ChannelMeetingRecording.Read ChannelMeetingTranscript.Read \
         ChannelMeetingNotification.Send ChannelMessage.Read ChannelMessage.Send \
         ChannelSettings.Read ChannelSettings.ReadWrite ChannelMember.Read \
         ChannelMember.ReadWrite TeamsActivity.Send TeamsAppInstallation.Read TeamMember.Read \
         TeamSettings.Read TeamSettings.ReadWrite TeamsTab.Create TeamsTab.Delete TeamsTab.Read \
         TeamsTab.ReadWrite Member.Read Owner.Read",
    ),
    (
        "Chat",
        "Calls.AccessMedia Calls.JoinGroupCalls Chat.Manage Chat.ManageDeletion ChatMember.Read \
         ChatMessage.Read ChatMessage.Send ChatMessageReadReceipt.Read ChatSettings.Read \
         ChatSettings.ReadWrite OnlineMeeting.ReadBasic OnlineMeetingNotification.Send \
         OnlineMeetingParticipant.Read OnlineMeetingRecording.Read OnlineMeetingTranscript.Read \
         TeamsActivity.Send TeamsAppInstallation.Read TeamsTab.Create TeamsTab.Delete \
         TeamsTab.Read TeamsTab.ReadWrite",
    ),
    ("User", "AiEnterpriseInteraction.Read TeamsActivity.Send TeamsAppInstallation.Read"),
];

/// What the application may be allowed in the name of somebody who is there.
const DELEGATED: &[(&str, &str)] = &[
    (
        "Group",
        "ChannelMeetingActiveSpeaker.Read ChannelMeetingAudioVideo.Stream \
         ChannelMeetingIncomingAudio.Detect ChannelMeetingStage.Write InAppPurchase.Allow \
         LiveShareSession.ReadWrite MeetingParticipantReaction.Read",
    ),
    (
        "Chat",
        "InAppPurchase.Allow LiveShareSession.ReadWrite MeetingParticipantReaction.Read \
         MeetingStage.Write OnlineMeetingActiveSpeaker.Read OnlineMeetingAudioVideo.Stream \
         OnlineMeetingIncomingAudio.Detect OnlineMeetingParticipant.Read \
         OnlineMeetingParticipant.ToggleIncomingAudio",
    ),
    (
        "User",
        "CameraStream.Read InAppPurchase.Allow MeetingParticipantReaction.Read \
         MicrophoneStream.Read OutgoingVideoStream.Write",
    ),
];

/// The one permission for chats that says something in a personal chat.
const PERSONAL: &str = "ChatMessageReadReceipt.Read.Chat";

pub(super) fn check(look: &mut Look) {
    let all = look.manifest.pointer("/authorization/permissions").unwrap_or(&Value::Null);
    let all = list(all, "resourceSpecific");
    for name in twice(all.iter().map(|it| text(it, "name"))) {
        look.fault("twice", "authorization", format!("`{name}` stands there twice"));
    }
    if !all.is_empty() && look.manifest.get("webApplicationInfo").is_none() {
        let what = "permissions of this kind need webApplicationInfo";
        look.fault("web-application", "authorization", what);
    }
    let bots = list(look.manifest, "bots").iter().flat_map(|bot| names(bot, "scopes"));
    let alone = !bots.into_iter().any(|scope| ["team", "groupChat"].contains(&scope));
    for (at, one) in all.iter().enumerate() {
        let (name, kind) = (text(one, "name"), text(one, "type"));
        if let Some(what) = fault(name, kind, alone) {
            let place = format!("authorization.permissions.resourceSpecific[{at}]");
            look.fault("permission", place, what);
        }
    }
}

fn fault(name: &str, kind: &str, alone: bool) -> Option<String> {
    let kinds = [("Application", APPLICATION), ("Delegated", DELEGATED)];
    let kinds: Vec<_> =
        kinds.into_iter().filter(|(_, table)| holds(table, name)).map(|(kind, _)| kind).collect();
    if kinds.is_empty() {
        return Some(format!("`{name}` is no permission that Teams knows. Case counts."));
    }
    if !kinds.contains(&kind) {
        return Some(format!("`{name}` is of the type {}, not {kind}", kinds.join(" or ")));
    }
    let elsewhere = name.ends_with(".Group") || (name.ends_with(".Chat") && name != PERSONAL);
    (alone && elsewhere)
        .then(|| format!("`{name}` does nothing in an app for the personal scope alone"))
}

fn holds(table: &[(&str, &str)], name: &str) -> bool {
    let Some((start, of)) = name.rsplit_once('.') else { return false };
    let mut rows = table.iter().filter(|(known, _)| *known == of);
    rows.any(|(_, names)| names.split_whitespace().any(|known| known == start))
}
