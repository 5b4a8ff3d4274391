"""What a stored certificate states, and the parties that papers name."""

from pydantic import TypeAdapter

from rantai.delivery.documents.certificate import Certificate as Statement
from rantai.delivery.models import Certificate, Shipment
from rantai.records.documents.parties import Party

_STATEMENT = TypeAdapter(Statement)


def statement_of(certificate: Certificate) -> Statement:
    """Read the stored data back; its canonical form is again the text that was signed."""
    return _STATEMENT.validate_python(
        {key: value for key, value in certificate.data.items() if key != "schema"}
    )


def supplier_of(shipment: Shipment) -> Party:
    """The co-operative, under the number it has in this customer's books."""
    owner = shipment.cooperative
    return Party(owner.name, owner.address, code=shipment.customer.supplier_code)


def customer_of(shipment: Shipment) -> Party:
    customer = shipment.customer
    return Party(customer.name, customer.address, code=customer.code)
