//! `content/reviews/<review>/review.yaml`.

use jiff::civil::Date;

use crate::schema::value::{Moment, Named, Prose, Text};
use crate::schema::{Located, record, words};
use crate::slug::Slug;

words! {
    /// How far a review has come.
    pub enum ReviewStatus, "a status of a review" {
        /// It has been decided on.
        Commissioned = "commissioned",
        /// Its events are being prepared or held.
        UnderWay = "under-way",
        /// Its report is being written.
        Reporting = "reporting",
        /// It is over.
        Closed = "closed",
    }
}

words! {
    /// What a person does in the review (`domain.md` section 7).
    pub enum Role, "a role" {
        /// Leads the review and its events.
        Reviewer = "reviewer",
        /// Chairs the Review Team.
        Chair = "chair",
        /// Sits on the Review Team, and briefs people of the own agency.
        ReviewTeamMember = "review-team-member",
        /// Organises, and usually takes the notes.
        ReviewTeamAdministrator = "review-team-administrator",
        /// Worked with the adult.
        Practitioner = "practitioner",
        /// Managed somebody who did.
        FirstLineManager = "first-line-manager",
        /// Leads a service.
        StrategicManager = "strategic-manager",
        /// Watches and says nothing.
        Observer = "observer",
    }
}

words! {
    /// The wording set of a review.
    pub enum Wording, "a wording set" {
        /// The national guidance of 2022.
        AdultLearningReview2022 = "adult-learning-review-2022",
    }
}

record! {
    /// The adult at the centre, by pseudonym.
    pub struct Adult, "`adult`" {
        /// The name used in these files; never the real one.
        pseudonym: Text, Participant;
        /// Such as she/her.
        pronouns: Text, Participant;
    }
}

record! {
    /// A member of the adult's family, by pseudonym.
    pub struct FamilyMember, "a family member" {
        /// A short name for references.
        id: Slug, Never, required;
        /// The name used in these files.
        pseudonym: Text, Facilitator, required;
        /// Who they are to the adult.
        relation: Text, Facilitator;
        /// How they take part in the review.
        involvement: Text, Facilitator;
    }
}

record! {
    /// The situation in two versions, on purpose.
    pub struct Overview, "`overview`" {
        /// What participants read: brief.
        participant: Prose, Participant;
        /// What the facilitator adds or leaves out.
        facilitator: Prose, Facilitator;
    }
}

record! {
    /// One period of the story (S59).
    pub struct Period, "a period of the timeline" {
        /// A short name, for a session's `timeline`.
        id: Slug, Never, required;
        /// When it begins: a month, `2025-01`, or a day.
        from: Moment, ReviewTeam, required;
        /// When it ends: a month, `2025-04`, or a day.
        to: Moment, ReviewTeam, required;
        /// Its name on the wall; participants read it only with `timeline_labels_public`.
        label: Text, ReviewTeam, required;
        /// What happened, for the facilitator.
        summary: Prose, Facilitator;
    }
}

record! {
    /// The situation under review.
    pub struct Situation, "`situation`" {
        /// The situation in a few sentences.
        overview: Overview, Participant;
        /// The periods, which drive the exploration.
        timeline: Vec<Located<Period>>, ReviewTeam;
    }
}

record! {
    /// An organisation.
    pub struct Agency, "an agency" {
        /// A short name for references.
        id: Slug, Never, required;
        /// The full name.
        name: Text, Participant, required;
        /// A name for tables.
        short: Text, Participant;
        /// Whether it was involved in the situation.
        involved: bool, Participant;
    }
}

record! {
    /// Somebody who takes part in the review.
    pub struct Person, "a person" {
        /// A role code such as `sw1`, never a name.
        id: Slug, Never, required;
        /// The name; a role alone is enough.
        name: Text, TeamOnly;
        /// What the person does in the review.
        roles: Vec<Located<Role>>, Participant, required;
        /// The job; participants read it only with `show_roles`.
        title: Text, TeamOnly, required;
        /// The organisation's id.
        agency: Slug => Agency, Participant;
        /// The part of the organisation.
        service_area: Text, TeamOnly;
        /// The person's first line manager, by id.
        first_line_manager: Slug => Person, TeamOnly;
        /// The Review Team member who briefs the person, by id (S29).
        link: Slug => Person, Participant;
        /// Why the link is from elsewhere.
        link_reason: Text, TeamOnly;
        /// Where to write; needed for links (S31).
        email: Text, TeamOnly;
        /// Where to ring; needed for links (S31).
        phone: Text, TeamOnly;
        /// Access or dietary needs.
        needs: Text, FacilitatorOnly;
    }
}

record! {
    /// Somebody or something to turn to.
    pub struct Support, "a source of support" {
        /// Who it is.
        who: Text, Participant, required;
        /// How to reach it.
        how: Text, Participant, required;
    }
}

record! {
    /// Another proceeding beside the review.
    pub struct Proceeding, "a proceeding" {
        /// What kind.
        kind: Text, TeamOnly, required;
        /// What it is about.
        about: Text, TeamOnly;
        /// How far it is.
        status: Text, TeamOnly;
        /// What it means for the event.
        effect: Text, TeamOnly;
    }
}

record! {
    /// What is known of other proceedings.
    pub struct ParallelProcesses, "`parallel_processes`" {
        /// The day on which somebody looked.
        checked: Date, TeamOnly;
        /// The proceedings found.
        items: Vec<Located<Proceeding>>, TeamOnly;
    }
}

record! {
    /// A Learning Review.
    pub struct Review, "a review" {
        /// The folder's name; may be left out.
        id: Slug, Never;
        /// A neutral name, such as a tree; never the adult's.
        title: Text, Participant, required;
        /// The committee's reference.
        reference: Text, Participant;
        /// Whether everything in it is made up; only then do training pages use it.
        fictional: bool, Never;
        /// How far it is.
        status: ReviewStatus, ReviewTeam;
        /// The Adult Protection Committee.
        committee: Text, Participant;
        /// Whom to ask about this review, such as: Review Team Administrator, 01632 960100. The site's if you leave it out.
        contact: Text, Participant;
        /// The area.
        area: Text, Participant;
        /// The wording set.
        guidance: Wording, Never;
        /// A protective marking, printed on every sheet.
        marking: Text, Participant;
        /// Whether participants read one another's roles.
        show_roles: bool, Never;
        /// Whether participants read the names of the periods.
        timeline_labels_public: bool, Never;
        /// Your promise that no real name of the adult or the family is in these files: `true`. Without it nothing is
        /// built.
        names_are_pseudonyms: bool, Never;
        /// The adult at the centre.
        adult: Adult, Participant;
        /// The family.
        family: Vec<Located<FamilyMember>>, Facilitator;
        /// What is being learned from.
        situation: Situation, Participant;
        /// The organisations.
        agencies: Vec<Located<Agency>>, Participant, required;
        /// Everybody who takes part.
        people: Vec<Located<Person>>, Participant, required;
        /// Lists of people under one name, for an event's `participants`.
        groups: Named<Vec<Located<Slug>>> => Person, Never;
        /// Where people find support (S10).
        support: Vec<Located<Support>>, Participant;
        /// Other proceedings.
        parallel_processes: ParallelProcesses, TeamOnly;
        /// A few words from the Chair.
        message_from_chair: Prose, Participant;
        /// Words that may stand on no page.
        restricted_terms: Vec<Located<Text>>, Never;
        /// A file of such words, anywhere on the disk, relative to this file.
        restricted_terms_file: Text, Never;
    }
}
