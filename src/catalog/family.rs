//! The families that services are listed under; each has a colour of its own on the page.

/// A family of services.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Family {
    /// Customers, subscribers, engineers, other companies' systems.
    People,
    /// Queues, topics, buses, schedules.
    Messaging,
    /// Front doors.
    Api,
    /// What runs code.
    Compute,
    /// What keeps data.
    Data,
    /// What watches.
    Watch,
    /// Infrastructure and delivery.
    Delivery,
    /// Machine learning.
    Intelligence,
}

impl Family {
    /// All families, in the order of the palette.
    pub const ALL: [Family; 8] = [
        Family::Messaging,
        Family::Api,
        Family::Compute,
        Family::Data,
        Family::Watch,
        Family::People,
        Family::Delivery,
        Family::Intelligence,
    ];

    /// The heading in the palette.
    pub const fn title(self) -> &'static str {
        match self {
            Family::People => "People and partners",
            Family::Messaging => "Messaging",
            Family::Api => "API",
            Family::Compute => "Compute",
            Family::Data => "Data",
            Family::Watch => "Watch",
            Family::Delivery => "Delivery",
            Family::Intelligence => "Intelligence",
        }
    }

    /// The name of its colour in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Family::People => "people",
            Family::Messaging => "messaging",
            Family::Api => "api",
            Family::Compute => "compute",
            Family::Data => "data",
            Family::Watch => "watch",
            Family::Delivery => "delivery",
            Family::Intelligence => "intelligence",
        }
    }
}
