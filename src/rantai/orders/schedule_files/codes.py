"""What the codes of a DELFOR mean to us: which quantities are called, which dates bound them."""

from rantai.orders.schedule_files.release import CallOffKind

# D.96B to D.01C only add to each other; D.02A starts anew.
DIRECTORIES = frozenset(
    {"96A", "96B", "97A", "97B", "98A", "98B", "99A", "99B", "00A", "00B", "01A", "01B", "01C"}
)
REPLACING_FUNCTIONS = frozenset({"", "5", "7", "9"})  # replace, duplicate, original
KINDS = {
    "1": CallOffKind.FIRM,
    "15": CallOffKind.FIRM,  # first time reported firm
    "2": CallOffKind.FORECAST,  # leave to make
    "3": CallOffKind.FORECAST,  # leave to buy material
    "4": CallOffKind.FORECAST,
    "12": CallOffKind.FORECAST,
    "5": CallOffKind.BACKLOG,  # short on the previous delivery
    "10": CallOffKind.BACKLOG,
}
AUTHORISATIONS = frozenset({"2", "3"})

CALLED = frozenset({"1", "21", "113"})
BACKORDER = "83"
CUMULATIVE = frozenset({"3", "78", "79"})
CUMULATIVE_RECEIVED = "70"
RECEIVED = frozenset({"48", "194"})
# Told beside the schedule and never to be delivered: despatched, minimum, per package, stock...
INFORMATIVE = {*CUMULATIVE, *RECEIVED, CUMULATIVE_RECEIVED} | {
    *map(str, (11, 12, 17, 52, 53, 54, 55, 59, 61, 66, 71, 72, 73, 74, 75, 76, 77, 84, 85, 91)),
    *map(str, (107, 119, 124, 128, 129, 135, 143, 145, 186, 187, 189, 192)),
}
PIECES = frozenset({"", "PCE", "PC", "PCS", "C62", "EA", "H87", "NMB", "ST", "UN"})

PLACES = ("ST", "DP", "CN", "UC")  # ship to, delivery party, consignee, ultimate consignee
CUSTOMERS = ("BY", "MI", "OB", "II")
SUPPLIERS = ("SU", "SE")
CUSTOMERS_PART = frozenset({"IN", "BP"})
REVISIONS = frozenset({"DR", "EC"})
ORDERS = ("ON", "BO", "CT")

STARTS = ("2", "10", "64", "67", "69", "74", "76", "17", "158", "194", "11", "63")
ENDS = ("63", "159", "206")
RECEIVED_ON = ("50", "11", "171")
