"""How bad: the harm that each class of hazard can plausibly do, before the words of a report say more."""

from collections.abc import Mapping
from types import MappingProxyType

from storage.models import Hazard, Severity

POTENTIAL: Mapping[Hazard, Severity] = MappingProxyType(
    {
        Hazard.FIRE: Severity.TREATMENT,
        Hazard.SHOCK: Severity.ADMISSION,
        Hazard.CHOKING: Severity.ADMISSION,
        Hazard.LACERATION: Severity.FIRST_AID,
        Hazard.ENTRAPMENT: Severity.FIRST_AID,
        Hazard.FALL: Severity.TREATMENT,
        Hazard.POISONING: Severity.TREATMENT,
        Hazard.ALLERGY: Severity.TREATMENT,
        Hazard.CHEMICAL: Severity.FIRST_AID,
        Hazard.EXPLOSION: Severity.TREATMENT,
        Hazard.STRANGULATION: Severity.ADMISSION,
        Hazard.MAGNET: Severity.ADMISSION,
        Hazard.SUFFOCATION: Severity.ADMISSION,
        Hazard.CRASH: Severity.TREATMENT,
        Hazard.RADIATION: Severity.TREATMENT,
        Hazard.OTHER: Severity.FIRST_AID,
    }
)
