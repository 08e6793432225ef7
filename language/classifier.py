"""The glue between Rasa and `language.intent_model`. The only file of this room that knows Rasa."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from language.intent_model import IntentModel
from language.stories import predict_story

_NOTHING = {"name": "uden_for_emnet", "confidence": 0.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class GuideIntentClassifier(GraphComponent, IntentClassifier):
    """Set `intent` and `intent_ranking` on a message. What to do when unsure is the guide's business."""

    def __init__(self, model: IntentModel, model_storage: ModelStorage, resource: Resource) -> None:
        self._model = model
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GuideIntentClassifier:
        """Make an untrained classifier."""
        return cls(IntentModel(), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the training examples and store the model."""
        self._model.fit(
            (message.get(TEXT), message.get(INTENT))
            for message in training_data.intent_examples
            if message.get(TEXT) and message.get(INTENT)
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GuideIntentClassifier:
        """Read the stored model."""
        with model_storage.read_from(resource) as folder:
            return cls(IntentModel.load(folder), model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        """Name the likeliest intents of each message; a long one is read in pieces too, so that no topic is lost."""
        for message in messages:
            ranking = [
                {"name": guess.name, "confidence": guess.confidence}
                for guess in predict_story(self._model, message.get(TEXT) or "")
            ]
            # Without an intent Rasa would run its fallback over and over; sure of nothing, this one leads to the guide.
            message.set(INTENT, dict(ranking[0]) if ranking else dict(_NOTHING), add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
